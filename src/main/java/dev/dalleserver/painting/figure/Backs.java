package dev.dalleserver.painting.figure;

import dev.dalleserver.painting.canvas.Affine;
import dev.dalleserver.painting.canvas.Outline;
import dev.dalleserver.painting.canvas.Ribbon;
import dev.dalleserver.painting.canvas.Waves;
import dev.dalleserver.painting.scene.Role;
import dev.dalleserver.painting.study.Fill;
import dev.dalleserver.painting.study.Pattern;
import dev.dalleserver.painting.study.Pen;

/** What grows from the back: wings, shells, spines, further legs. */
final class Backs {
  private Backs() {}

  static void draw(Body body) {
    switch (body.plan().back()) {
      case FEATHER_WINGS -> both(body, Backs::featherWing);
      case BUTTERFLY_WINGS -> both(body, Backs::butterflyWing);
      case CLEAR_WINGS -> both(body, Backs::clearWing);
      case BAT_WINGS -> both(body, Backs::batWing);
      case ROUND_SHELL -> roundShell(body);
      case SPIRAL_SHELL -> spiralShell(body);
      case SPINES -> spines(body);
      case EXTRA_LEGS -> extraLegs(body);
      case NONE -> {}
    }
  }

  private interface Wing {
    void draw(Pen pen, Body body);
  }

  private static void both(Body body, Wing wing) {
    for (int side = -1; side <= 1; side += 2) {
      wing.draw(body.pen().at(Affine.translate(side * 0.3f, 2).scaled(side, 1)), body);
    }
  }

  /** Twelve quills fanned from high to low, the middle ones longest. */
  private static void featherWing(Pen pen, Body body) {
    for (int i = 0; i < 12; i++) {
      float t = i / 11f;
      float angle = Waves.mix(0.95f, -1.15f, t);
      float length = Waves.mix(1.9f, 3.4f, Waves.sin(Waves.PI * (0.25f + 0.5f * t)));
      Ribbon feather =
          new Ribbon()
              .to(0.2f, 0, 0.5f)
              .to(length * 0.6f * Waves.cos(angle), length * 0.6f * Waves.sin(angle), 0.55f)
              .to(length * Waves.cos(angle), length * Waves.sin(angle), 0.12f);
      Fill fill = Fill.of(Role.PAPER).darker(0.08f + 0.09f * (i % 2)).form(0.12f);
      pen.shape(feather.smooth().outline(), fill, 0.35f);
    }
  }

  /** Two pairs with a dark rim, a lighter inside, veins and eyespots. */
  private static void butterflyWing(Pen pen, Body body) {
    Outline upper = Outline.path("M0,0.1 C0.6,-2.2 2.6,-2.9 3.1,-2.1 C3.3,-1.2 2.2,0.5 0,0.3");
    Outline lower = Outline.path("M0,0.1 C1.4,0.1 2.5,0.8 2.2,1.8 C1.9,2.6 0.9,2.2 0,0.4");
    Fill rim = Fill.of(Role.INK).lighter(0.1f);
    Fill inner = Fill.of(Role.CLOTH).lighter(0.05f).form(0.2f);
    pen.shape(lower, rim, 0.4f);
    pen.at(Affine.translate(0.12f, 0.12f).scaled(0.84f, 0.84f))
        .shape(lower, inner.darker(0.1f), 0.4f);
    pen.shape(upper, rim, 0.4f);
    pen.at(Affine.translate(0.14f, -0.06f).scaled(0.86f, 0.86f)).shape(upper, inner, 0.4f);
    eyespot(pen, 2.2f, -1.6f, 0.48f);
    eyespot(pen, 1.5f, 1.35f, 0.34f);
    for (int i = 0; i < 4; i++) {
      Ribbon vein = new Ribbon().to(0.25f, 0, 0.05f).to(1 + 0.45f * i, -1.7f + 0.5f * i, 0.02f);
      pen.more(vein.outline(), rim, 0.7f);
    }
  }

  private static void eyespot(Pen pen, float x, float y, float radius) {
    pen.shape(Outline.circle(x, y, radius), Fill.of(Role.SPARK), 0.45f);
    pen.more(Outline.circle(x, y, radius * 0.68f), Fill.of(Role.PAPER).darker(0.03f));
    pen.more(Outline.circle(x, y, radius * 0.4f), Fill.of(Role.INK).lighter(0.05f));
  }

  /** Glassy wings with veins, two to a side. */
  private static void clearWing(Pen pen, Body body) {
    Fill glass = Fill.of(Role.PAPER).darker(0.04f).form(0.16f);
    for (int i = 0; i < 2; i++) {
      Pen wing = pen.at(Affine.rotate(i == 0 ? -0.35f : 0.25f));
      Outline shape =
          new Outline()
              .moveTo(0, 0)
              .cubicTo(0.9f, -0.75f, 2.7f, -0.8f, 3.3f - 0.5f * i, -0.1f)
              .cubicTo(2.7f, 0.5f, 0.9f, 0.45f, 0, 0.12f);
      wing.shape(shape, glass.darker(0.06f * i), 0.35f);
      for (int vein = -2; vein <= 2; vein++) {
        Ribbon line =
            new Ribbon().to(0.2f, 0, 0.045f).to(2.7f - 0.5f * i, -0.1f + 0.17f * vein, 0.02f);
        wing.more(line.outline(), Fill.of(Role.GROUND).darker(0.25f).flat(), 0.8f);
      }
    }
  }

  /** Skin between the bones of a hand. */
  private static void batWing(Pen pen, Body body) {
    Outline wing =
        Outline.path(
            "M0,0 L1.2,-1.7 Q2.4,-1.9 3.4,-0.9 Q2.9,-0.5 2.8,0.5 Q2.2,0 1.9,1.1 "
                + "Q1.4,0.5 0.9,1.5 Q0.5,1 0,1");
    Fill skin = body.skin().bare().darker(0.12f).form(0.18f);
    pen.shape(wing, skin, 0.4f);
    float[] tips = {3.4f, -0.9f, 2.8f, 0.5f, 1.9f, 1.1f, 0.9f, 1.5f};
    for (int i = 0; i < tips.length; i += 2) {
      Ribbon bone = new Ribbon().to(1.2f, -1.7f, 0.14f).to(tips[i], tips[i + 1], 0.04f);
      pen.more(bone.outline(), skin.lighter(0.12f).flat());
    }
  }

  /** A dome seen behind the shoulders, as turtles and beetles have it. */
  private static void roundShell(Body body) {
    Fill shell =
        Fill.of(Role.CLOTH)
            .darker(0.08f)
            .form(0.2f)
            .with(Pattern.DIAMONDS, 0.75f, Role.SPARK, -0.1f);
    body.pen()
        .shape(Outline.ellipse(0, 2.7f, 1.85f, 1.95f), Fill.of(Role.INK).lighter(0.12f), 0.35f);
    body.pen().shape(Outline.ellipse(0, 2.65f, 1.7f, 1.8f), shell, 0.35f);
  }

  /** A coil that sits on the back, away from where the figure faces. */
  private static void spiralShell(Body body) {
    float x = -body.facing() * 1.25f;
    float y = 2.1f;
    Fill shell = Fill.of(Role.CLOTH).form(0.22f);
    body.pen().shape(Outline.circle(x, y, 1.7f), shell, 0.4f);
    Ribbon spiral = new Ribbon();
    for (int i = 0; i <= 46; i++) {
      float t = i / 46f;
      float angle = body.facing() * (0.9f + 15 * t);
      float radius = 1.66f * (1 - t) * (1 - 0.25f * t);
      spiral.to(
          x + radius * Waves.cos(angle), y + radius * Waves.sin(angle), 0.2f * (1 - t) + 0.03f);
    }
    body.pen().shape(spiral.outline(), shell.darker(0.2f).flat(), 0.4f);
  }

  /** A row of teeth down the back. */
  private static void spines(Body body) {
    for (int i = 0; i < 6; i++) {
      float y = 1.4f + 0.42f * i;
      float x = -body.facing() * (0.95f - 0.06f * i);
      float reach = -body.facing() * (0.75f - 0.08f * i);
      Outline spine = Outline.polygon(x, y - 0.28f, x + reach, y - 0.12f, x, y + 0.28f);
      body.pen().shape(spine, Fill.of(Role.SPARK).darker(0.04f * i), 0.35f);
    }
  }

  /** Three more legs to a side, bent like drawn bows. */
  private static void extraLegs(Body body) {
    for (int side = -1; side <= 1; side += 2) {
      for (int i = 0; i < 3; i++) {
        float up = 0.75f - 0.75f * i;
        Ribbon leg =
            new Ribbon()
                .to(side * 0.5f, 2.2f + 0.3f * i, 0.3f)
                .to(side * 1.7f, 1.7f - up + 0.35f * i, 0.25f)
                .to(side * 2.45f, 2.1f - up * 0.6f + 0.5f * i, 0.19f)
                .to(side * 2.8f, 3.4f + 0.75f * i, 0.06f);
        body.pen()
            .shape(leg.smooth().outline(), body.skin().bare().darker(0.06f + 0.03f * i), 0.35f);
      }
    }
  }
}
