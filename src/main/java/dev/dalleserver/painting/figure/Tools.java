package dev.dalleserver.painting.figure;

import dev.dalleserver.painting.canvas.Outline;
import dev.dalleserver.painting.canvas.Ribbon;
import dev.dalleserver.painting.canvas.Waves;
import dev.dalleserver.painting.study.Pen;

/** Hammer, wrench and shears, held upright. */
final class Tools {
  private Tools() {}

  static void draw(Pen pen, int kind) {
    switch (kind) {
      case 0 -> hammer(pen);
      case 1 -> wrench(pen);
      default -> shears(pen);
    }
  }

  /** With a claw. */
  private static void hammer(Pen pen) {
    HandItems.stick(pen, 0.7f, 1.4f, 0.2f);
    Outline head =
        Outline.path(
            "M-0.6,-1.65 L0.35,-1.65 Q0.8,-1.5 0.85,-1.1 Q0.45,-1.25 0.3,-1.15 L-0.6,-1.15");
    pen.shape(head, HandItems.METAL, 0.5f);
  }

  /** A jaw that opens upward at the end of a flat handle. */
  private static void wrench(Pen pen) {
    Ribbon handle = new Ribbon().to(0, 0.85f, 0.3f).to(0, -1.2f, 0.24f);
    pen.shape(handle.outline(), HandItems.METAL, 0.5f);
    Ribbon jaw = new Ribbon();
    for (int i = 0; i <= 14; i++) {
      float angle = Waves.mix(-0.9f, Waves.PI + 0.9f, i / 14f);
      jaw.to(0.36f * Waves.cos(angle), -1.5f + 0.36f * Waves.sin(angle), 0.26f);
    }
    pen.more(jaw.outline(), HandItems.METAL.lighter(0.03f));
    pen.more(Outline.circle(0, 0.62f, 0.08f), HandItems.DARK);
  }

  /** Two blades that cross, two rings for the fingers. */
  private static void shears(Pen pen) {
    for (int side = -1; side <= 1; side += 2) {
      Outline blade =
          new Outline()
              .moveTo(side * 0.06f, -0.1f)
              .quadTo(side * 0.42f, -0.9f, -side * 0.05f, -1.75f)
              .quadTo(side * 0.02f, -0.9f, -side * 0.1f, -0.15f);
      pen.shape(blade, HandItems.METAL.lighter(side * 0.04f), 0.5f);
      Outline ring = Outline.ellipse(side * 0.34f, 0.5f, 0.3f, 0.4f);
      ring.and(Outline.ellipse(side * 0.34f, 0.5f, 0.17f, 0.26f).reversed());
      pen.shape(ring, HandItems.COLOR, 0.5f);
    }
    pen.more(Outline.circle(0, -0.15f, 0.1f), HandItems.DARK);
  }
}
