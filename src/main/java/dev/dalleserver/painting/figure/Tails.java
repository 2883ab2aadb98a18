package dev.dalleserver.painting.figure;

import dev.dalleserver.painting.canvas.Outline;
import dev.dalleserver.painting.canvas.Ribbon;
import dev.dalleserver.painting.canvas.Waves;
import dev.dalleserver.painting.scene.Role;
import dev.dalleserver.painting.study.Fill;
import dev.dalleserver.painting.study.Pattern;

/** Tails, drawn before the body that hides their roots. */
final class Tails {
  private Tails() {}

  static void draw(Body body) {
    float away = -body.facing();
    switch (body.plan().tail()) {
      case BUSHY -> bushy(body, away);
      case LONG -> curve(body, away, 0.24f, 0.14f);
      case LIZARD -> curve(body, away, 0.85f, 0.06f);
      case FISH -> fish(body, away);
      case FEATHERS -> feathers(body, away);
      case SCORPION -> scorpion(body, away);
      case NONE -> {}
    }
  }

  /** One line with two bends, from thick to thin. */
  private static void curve(Body body, float away, float root, float tip) {
    Ribbon tail =
        new Ribbon()
            .to(away * 0.3f, 3.4f, root)
            .to(away * 1.3f, 4.3f, root * 0.8f)
            .to(away * 2.2f, 3.9f, Waves.mix(root, tip, 0.6f))
            .to(away * 2.5f, 2.9f, Waves.mix(root, tip, 0.85f))
            .to(away * 2.15f, 2.4f, tip);
    Fill fill = body.skin().darker(0.06f).form(0.15f);
    body.pen().shape(tail.smooth().outline(), fill, 0.35f);
  }

  /** Fat in the middle, with a pale tip. */
  private static void bushy(Body body, float away) {
    Ribbon tail =
        new Ribbon()
            .to(away * 0.4f, 3.5f, 0.35f)
            .to(away * 1.5f, 3.9f, 0.9f)
            .to(away * 2.3f, 3, 1.25f)
            .to(away * 2.4f, 1.9f, 1.05f)
            .to(away * 2, 1.15f, 0.15f);
    Fill fur = body.skin().with(Pattern.FUR, 0.35f, body.skin().role(), -0.12f).form(0.18f);
    body.pen().shape(tail.smooth().outline(), fur, 0.4f);
    Ribbon tip =
        new Ribbon()
            .to(away * 2.42f, 2.1f, 0.95f)
            .to(away * 2.3f, 1.6f, 0.75f)
            .to(away * 2, 1.15f, 0.12f);
    body.pen().more(tip.smooth().outline(), Fill.of(Role.PAPER).darker(0.06f).form(0.12f));
  }

  /** Ends in a fan. */
  private static void fish(Body body, float away) {
    Ribbon stem =
        new Ribbon()
            .to(away * 0.3f, 3.3f, 1.1f)
            .to(away * 1.3f, 4.2f, 0.7f)
            .to(away * 2.1f, 4.1f, 0.4f);
    Fill fill = body.skin().darker(0.04f).form(0.16f);
    body.pen().shape(stem.smooth().outline(), fill, 0.35f);
    Outline fan =
        new Outline()
            .moveTo(away * 2, 4.1f)
            .cubicTo(away * 2.5f, 3.4f, away * 2.9f, 2.9f, away * 3.5f, 2.9f)
            .quadTo(away * 3, 3.9f, away * 3.6f, 4.9f)
            .cubicTo(away * 2.9f, 5, away * 2.4f, 4.6f, away * 2, 4.1f);
    body.pen().shape(fan, Fill.of(Role.CLOTH).lighter(0.04f).form(0.16f), 0.35f);
  }

  /** Six quills spread behind. */
  private static void feathers(Body body, float away) {
    for (int i = 0; i < 6; i++) {
      float angle = away * Waves.mix(0.35f, 1.15f, i / 5f);
      float length = 2.3f - 0.1f * i;
      Ribbon feather =
          new Ribbon()
              .to(away * 0.2f, 3.4f, 0.4f)
              .to(
                  away * 0.2f + 0.6f * length * Waves.sin(angle),
                  3.4f + 0.6f * length * Waves.cos(angle),
                  0.46f)
              .to(away * 0.2f + length * Waves.sin(angle), 3.4f + length * Waves.cos(angle), 0.2f);
      Fill fill = body.skin().bare().darker(0.05f + 0.08f * (i % 2)).form(0.15f);
      body.pen().shape(feather.smooth().outline(), fill, 0.35f);
    }
  }

  /** Beads in an arc over the head, and the sting. */
  private static void scorpion(Body body, float away) {
    for (int i = 0; i < 8; i++) {
      float t = i / 7f;
      float angle = Waves.mix(1.35f, -2, t);
      float x = away * (1.5f + 1.25f * Waves.cos(angle));
      float y = 2.2f + 1.9f * Waves.sin(angle);
      float radius = 0.46f - 0.17f * t;
      body.pen()
          .shape(Outline.circle(x, y, radius), body.skin().bare().darker(0.03f * (i % 2)), 0.4f);
    }
    Outline sting = Outline.polygon(away * 0.98f, 0.3f, away * 1.15f, 0.62f, away * 0.3f, 0.75f);
    body.pen().shape(sting, Fill.of(Role.SPARK).darker(0.1f), 0.45f);
  }
}
