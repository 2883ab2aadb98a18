package dev.dalleserver.painting.technique;

import dev.dalleserver.painting.canvas.Canvas;
import dev.dalleserver.painting.canvas.Rgb;
import dev.dalleserver.painting.canvas.Waves;
import dev.dalleserver.painting.scene.Role;

/** Flat inks, black contours, and shade from rows of printed dots. */
final class Halftone implements Technique {
  private static final int LEVELS = 4;

  @Override
  public void paint(TechniqueInput input) throws StoppedException {
    Canvas canvas = input.canvas();
    float pitch = Math.max(4, input.unit() * 0.0115f);
    float cos = Waves.cos(Waves.rad(27));
    float sin = Waves.sin(Waves.rad(27));
    int dotInk = Rgb.mix(input.palette().tint(Role.SPARK, -0.1f), input.ink(), 0.15f);
    for (int y = 0; y < input.height(); y++) {
      if (y % 32 == 0) {
        input.pace().at(0.6f * y / input.height());
      }
      for (int x = 0; x < input.width(); x++) {
        int seen = input.seen(x, y);
        float u = (x * cos + y * sin) / pitch;
        float v = (y * cos - x * sin) / pitch;
        float du = u - (float) Math.floor(u) - 0.5f;
        float dv = v - (float) Math.floor(v) - 0.5f;
        float away = (float) Math.sqrt(du * du + dv * dv);
        float shade = 1 - Rgb.luma(seen);
        float radius = 0.56f * (float) Math.sqrt(Waves.clamp(shade * 1.15f - 0.2f));
        float cover = Waves.smooth(radius + 0.07f, radius - 0.07f, away);
        boolean close = input.study().importance(x, y) > 0.8f;
        int flat = posted(seen);
        int ink = input.study().importance(x, y) > 0.3f ? Rgb.scale(flat, 0.72f) : dotInk;
        canvas.pixels()[y * canvas.width() + x] =
            close ? flat : Rgb.mix(Rgb.shift(flat, 22), ink, cover * 0.8f);
      }
    }
    Contours.draw(input, input.pace().part(0.6f, 1), 0.0042f, 0.28f, Rgb.scale(input.ink(), 0.5f));
    input.pace().at(1);
  }

  /** Few, strong values. */
  static int posted(int rgb) {
    float luma = Math.max(0.02f, Rgb.luma(rgb));
    float level = (float) Math.floor(luma * LEVELS + 0.5f) / LEVELS;
    float target = Waves.mix(luma, 0.1f + 0.88f * level, 0.75f);
    float factor = Math.min(1.6f, target / luma);
    int scaled = Rgb.scale(rgb, factor);
    int grey = (int) (Rgb.luma(scaled) * 255);
    return Rgb.of(
        grey + (Rgb.red(scaled) - grey) * 13 / 10,
        grey + (Rgb.green(scaled) - grey) * 13 / 10,
        grey + (Rgb.blue(scaled) - grey) * 13 / 10);
  }
}
