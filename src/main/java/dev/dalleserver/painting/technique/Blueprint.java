package dev.dalleserver.painting.technique;

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
  public void paint(TechniqueInput input) throws StoppedException {
    boolean blue = input.scene().style().name().contains("blue");
    int deep = blue ? 0x123a78 : Rgb.mix(input.palette().tone(Role.GROUND, 0.24f), 0x1a2233, 0.3f);
    int line = input.palette().tone(Role.PAPER, 0.96f);
    Field fade = input.cloud("fade", 3, 4);
    float cell = input.unit() / 32;
    input.cover(
        0,
        0.5f,
        (x, y) -> {
          int paper = Rgb.shift(deep, (int) (15 * fade.at(x, y)));
          float weight = input.study().importance(x, y);
          boolean thick = Math.abs(x % (cell * 4)) < 1 || Math.abs(y % (cell * 4)) < 1;
          boolean thin = Math.abs(x % cell) < 1 || Math.abs(y % cell) < 1;
          int ruled =
              thick ? Rgb.mix(paper, line, 0.2f) : thin ? Rgb.mix(paper, line, 0.09f) : paper;
          if (weight < 0.2f) {
            return ruled;
          }
          float dark = 1 - Rgb.luma(input.seen(x, y));
          float hatch = (x + y) / Math.max(3.2f, input.mark(0.0075f));
          float stripe = Math.abs(hatch - (float) Math.floor(hatch) - 0.5f) * 2;
          float shade = Waves.smooth(dark + 0.2f, dark - 0.2f, stripe + 0.22f);
          int tinted = Rgb.mix(ruled, input.seen(x, y), weight > 0.8f ? 0.6f : 0.3f);
          return Rgb.mix(tinted, line, 0.24f * (1 - shade));
        });
    Contours.draw(input, input.pace().part(0.5f, 0.9f), 0.0026f, 0.1f, line);
    construction(input, line);
    input.pace().at(1);
  }

  /** Circles by which the head was found, axes, a diagonal, and a scale at the side. */
  private static void construction(TechniqueInput input, int line) {
    Stage stage = input.study().stage();
    float thin = Math.max(0.7f, input.unit() * 0.0011f);
    for (int i = 1; i <= 3; i++) {
      float radius = stage.head() * (0.6f + 0.9f * i);
      Outline ring = Outline.circle(stage.faceX(), stage.faceY(), radius);
      ring.and(Outline.circle(stage.faceX(), stage.faceY(), radius - thin).reversed());
      input.canvas().fill(ring, line, 0.5f);
    }
    rule(input, 0, stage.faceY(), input.width(), stage.faceY(), thin, line);
    rule(input, stage.faceX(), 0, stage.faceX(), input.height(), thin, line);
    rule(input, 0, input.height(), input.width(), 0, thin * 0.7f, line);
    float x = input.width() * 0.955f;
    rule(input, x, input.height() * 0.08f, x, input.height() * 0.92f, thin, line);
    for (int i = 0; i <= 20; i++) {
      float y = input.height() * (0.08f + 0.84f * i / 20);
      float tick = input.unit() * (i % 5 == 0 ? 0.016f : 0.008f);
      rule(input, x - tick, y, x, y, thin, line);
    }
  }

  private static void rule(
      TechniqueInput input, float x0, float y0, float x1, float y1, float width, int line) {
    Ribbon rule = new Ribbon().to(x0, y0, width).to(x1, y1, width);
    input.canvas().fill(rule.outline(), line, 0.42f);
  }
}
