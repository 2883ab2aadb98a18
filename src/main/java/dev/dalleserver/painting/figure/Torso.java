package dev.dalleserver.painting.figure;

import dev.dalleserver.painting.canvas.Outline;
import dev.dalleserver.painting.canvas.Ribbon;
import dev.dalleserver.painting.canvas.SeededRandom;
import dev.dalleserver.painting.scene.Role;
import dev.dalleserver.painting.study.Fill;

/** The clothed trunk: coat, dress, tunic or robe, with collar, buttons and belt. */
final class Torso {
  private Torso() {}

  /** Neck, garment, what is on its front, and mostly a belt. */
  static void draw(Body body, SeededRandom random, float neck) {
    neck(body, neck);
    int outfit = random.below(4);
    float hem = new float[] {4.1f, 4.9f, 3.9f, 5.7f}[outfit];
    float flare = new float[] {1.02f, 1.55f, 0.95f, 1.3f}[outfit];
    float girth = random.between(0.92f, 1.12f);
    float shoulder = Body.SHOULDER_Y - 0.32f - 0.35f * body.pose().shrug();
    Outline trunk =
        new Outline()
            .moveTo(-0.36f, 1.12f)
            .quadTo(-0.85f, shoulder - 0.06f, -1.1f * girth, shoulder + 0.38f)
            .cubicTo(-1.16f * girth, 2.3f, -0.9f * girth, 2.7f, -0.92f * girth, 3.1f)
            .cubicTo(-0.95f * girth, 3.6f, -flare, hem - 0.4f, -flare, hem)
            .quadTo(0, hem + 0.24f, flare, hem)
            .cubicTo(flare, hem - 0.4f, 0.95f * girth, 3.6f, 0.92f * girth, 3.1f)
            .cubicTo(0.9f * girth, 2.7f, 1.16f * girth, 2.3f, 1.1f * girth, shoulder + 0.38f)
            .quadTo(0.85f, shoulder - 0.06f, 0.36f, 1.12f);
    body.pen().shape(trunk, body.cloth().form(0.17f), 0.4f);
    if (!body.fromBehind()) {
      front(body, random, outfit, hem);
    }
    belt(body, random, girth);
  }

  /** Long ones bend on their way down. */
  private static void neck(Body body, float longer) {
    Ribbon neck =
        new Ribbon()
            .to(0, -longer + 0.5f, 0.62f)
            .to(longer * 0.22f * body.facing(), 0.6f - longer * 0.4f, 0.55f)
            .to(0, 1.4f, 0.74f);
    body.pen().shape(neck.smooth().outline(), body.skin().darker(0.09f), 0.4f);
  }

  /** A shirt and lapels, or a collar; then buttons. */
  private static void front(Body body, SeededRandom random, int outfit, float hem) {
    Fill white = Fill.of(Role.PAPER).darker(0.04f);
    Fill trim = Fill.of(Role.SPARK);
    if (outfit == 0 || outfit == 3) {
      Outline shirt = Outline.polygon(-0.34f, 1.12f, 0.34f, 1.12f, 0, 2.2f);
      body.pen().shape(shirt, white, 0.4f);
      Ribbon opening = new Ribbon().to(0, 2.1f, 0.07f).to(0.02f, hem, 0.07f);
      body.pen().more(opening.outline(), body.cloth().bare().darker(0.22f).flat());
      for (int side = -1; side <= 1; side += 2) {
        Outline lapel =
            Outline.polygon(side * 0.3f, 1.06f, side * 0.72f, 1.5f, side * 0.42f, 1.85f, 0, 2.25f);
        body.pen().shape(lapel, body.cloth().bare().darker(0.12f), 0.4f);
      }
    } else {
      Outline collar = Outline.blob("-0.5,1.08 0,1.32 0.5,1.08 0.62,1.42 0,1.76 -0.62,1.42");
      body.pen().shape(collar, random.chance(0.5f) ? white : trim, 0.45f);
    }
    int buttons = 3 + random.below(3);
    for (int i = 0; i < buttons; i++) {
      float y = 2.4f + i * 0.4f;
      body.pen().more(Outline.circle(0.02f, y, 0.085f), i % 2 == 0 ? trim : trim.lighter(0.08f));
    }
  }

  /** With a buckle in front. */
  private static void belt(Body body, SeededRandom random, float girth) {
    if (random.chance(0.45f)) {
      return;
    }
    Ribbon belt =
        new Ribbon()
            .to(-0.93f * girth, 3.05f, 0.24f)
            .to(0, 3.2f, 0.24f)
            .to(0.93f * girth, 3.05f, 0.24f);
    body.pen().more(belt.smooth().outline(), Fill.of(Role.INK).lighter(0.12f));
    if (!body.fromBehind()) {
      Outline buckle = Outline.rectangle(-0.17f, 3.05f, 0.34f, 0.3f);
      body.pen().more(buckle, Fill.of(Role.SPARK).lighter(0.08f));
    }
  }
}
