package dev.dalleserver.painting.technique;

import dev.dalleserver.generation.CancelledException;
import dev.dalleserver.painting.canvas.Field;
import dev.dalleserver.painting.canvas.Outline;
import dev.dalleserver.painting.canvas.Rgb;
import dev.dalleserver.painting.canvas.Ribbon;
import dev.dalleserver.painting.canvas.Waves;
import dev.dalleserver.painting.scene.Role;
import dev.dalleserver.painting.scene.Stage;

/** White lines on deep paper with the circles, axes and measures by which the figure was found. */
final class Blueprint implements Technique {
  @Override
  public void paint(TechniqueInput easel) throws CancelledException {
    boolean blue = easel.scene().style().name().contains("blue");
    int deep = blue ? 0x123a78 : Rgb.mix(easel.palette().tone(Role.GROUND, 0.24f), 0x1a2233, 0.3f);
    int line = easel.palette().tone(Role.PAPER, 0.96f);
    Field fade = easel.cloud("fade", 3, 4);
    float cell = easel.unit() / 32;
    easel.cover(
        0,
        0.5f,
        (x, y) -> {
          int paper = Rgb.shift(deep, (int) (15 * fade.at(x, y)));
          float weight = easel.study().importance(x, y);
          boolean thick = Math.abs(x % (cell * 4)) < 1 || Math.abs(y % (cell * 4)) < 1;
          boolean thin = Math.abs(x % cell) < 1 || Math.abs(y % cell) < 1;
          int ruled =
              thick ? Rgb.mix(paper, line, 0.2f) : thin ? Rgb.mix(paper, line, 0.09f) : paper;
          if (weight < 0.2f) {
            return ruled;
          }
          float dark = 1 - Rgb.luma(easel.seen(x, y));
          float hatch = (x + y) / Math.max(3.2f, easel.mark(0.0075f));
          float stripe = Math.abs(hatch - (float) Math.floor(hatch) - 0.5f) * 2;
          float shade = Waves.smooth(dark + 0.2f, dark - 0.2f, stripe + 0.22f);
          int tinted = Rgb.mix(ruled, easel.seen(x, y), weight > 0.8f ? 0.6f : 0.3f);
          return Rgb.mix(tinted, line, 0.24f * (1 - shade));
        });
    Contours.draw(easel, easel.pace().part(0.5f, 0.9f), 0.0026f, 0.1f, line);
    construction(easel, line);
    easel.pace().at(1);
  }

  /** Circles by which the head was found, axes, a diagonal, and a scale at the side. */
  private static void construction(TechniqueInput easel, int line) {
    Stage stage = easel.study().stage();
    float thin = Math.max(0.7f, easel.unit() * 0.0011f);
    for (int i = 1; i <= 3; i++) {
      float radius = stage.head() * (0.6f + 0.9f * i);
      Outline ring = Outline.circle(stage.faceX(), stage.faceY(), radius);
      ring.and(Outline.circle(stage.faceX(), stage.faceY(), radius - thin).reversed());
      easel.canvas().fill(ring, line, 0.5f);
    }
    rule(easel, 0, stage.faceY(), easel.width(), stage.faceY(), thin, line);
    rule(easel, stage.faceX(), 0, stage.faceX(), easel.height(), thin, line);
    rule(easel, 0, easel.height(), easel.width(), 0, thin * 0.7f, line);
    float x = easel.width() * 0.955f;
    rule(easel, x, easel.height() * 0.08f, x, easel.height() * 0.92f, thin, line);
    for (int i = 0; i <= 20; i++) {
      float y = easel.height() * (0.08f + 0.84f * i / 20);
      float tick = easel.unit() * (i % 5 == 0 ? 0.016f : 0.008f);
      rule(easel, x - tick, y, x, y, thin, line);
    }
  }

  private static void rule(
      TechniqueInput easel, float x0, float y0, float x1, float y1, float width, int line) {
    Ribbon rule = new Ribbon().to(x0, y0, width).to(x1, y1, width);
    easel.canvas().fill(rule.outline(), line, 0.42f);
  }
}
