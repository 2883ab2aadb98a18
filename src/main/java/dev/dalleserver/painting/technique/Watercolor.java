package dev.dalleserver.painting.technique;

import dev.dalleserver.painting.canvas.Canvas;
import dev.dalleserver.painting.canvas.Field;
import dev.dalleserver.painting.canvas.Noise;
import dev.dalleserver.painting.canvas.Rgb;
import dev.dalleserver.painting.canvas.SeededRandom;
import dev.dalleserver.painting.canvas.Waves;

/** Washes with wandering edges, pigment gathering where they dried, and the grain of the paper. */
final class Watercolor implements Technique {
  @Override
  public void paint(TechniqueInput input) throws StoppedException {
    Canvas canvas = input.canvas();
    Noise noise = input.noise("wash");
    float unit = input.unit();
    float wander = unit * (0.006f + 0.008f * input.energy());
    Field shiftX = field(input, noise, 14 / unit, 0, 4);
    Field shiftY = field(input, noise, 14 / unit, 40, 4);
    Field bloom = field(input, noise, 3.2f / unit, 80, 5);
    Field fringe = field(input, noise, 5 / unit, 120, 4);
    input.pace().at(0.2f);
    int paper = input.paper();
    float reach = Math.max(1, unit * 0.0032f);
    for (int y = 0; y < input.height(); y++) {
      if (y % 16 == 0) {
        input.pace().at(0.2f + 0.7f * y / input.height());
      }
      for (int x = 0; x < input.width(); x++) {
        float calm = 1 - 0.7f * input.study().importance(x, y);
        float sx = x + wander * calm * shiftX.at(x, y);
        float sy = y + wander * calm * shiftY.at(x, y);
        int seen = input.seen(sx, sy);
        float density = 0.9f + 0.28f * bloom.at(x, y) + gathered(input, sx, sy, reach);
        density *= margin(input, x, y, fringe.at(x, y));
        density += 0.055f * (noise.grain(x >> 1, y >> 1) - 0.5f);
        canvas.pixels()[y * canvas.width() + x] = washed(paper, seen, density);
      }
    }
    splashes(input);
    input.pace().at(1);
  }

  private static Field field(
      TechniqueInput input, Noise noise, float scale, float offset, int octaves) {
    return new Field(input.width(), input.height(), 4)
        .fill((x, y) -> noise.octaves(x * scale + offset, y * scale - offset, octaves));
  }

  /** Pigment gathers just inside the rim of a wash. */
  private static float gathered(TechniqueInput input, float x, float y, float reach) {
    int here = input.study().partAt(x, y);
    boolean rim =
        input.study().partAt(x + reach, y) != here
            || input.study().partAt(x - reach, y) != here
            || input.study().partAt(x, y + reach) != here
            || input.study().partAt(x, y - reach) != here;
    return rim ? 0.26f : 0;
  }

  /** Washes end before the sheet does. */
  private static float margin(TechniqueInput input, int x, int y, float ragged) {
    float side = Math.min(Math.min(x, input.width() - x), Math.min(y, input.height() - y));
    float rim = input.unit() * (0.045f + 0.05f * ragged);
    float inside = Waves.smooth(rim - 3, rim + 3, side);
    float wet = Waves.smooth(rim + input.unit() * 0.009f, rim, side);
    return inside * (1 + 0.3f * wet);
  }

  /** Paint as a filter over white paper: twice the pigment squares the light it lets through. */
  static int washed(int paper, int rgb, float density) {
    if (density <= 0) {
      return paper;
    }
    return Rgb.of(
        filtered(Rgb.red(paper), Rgb.red(rgb), density),
        filtered(Rgb.green(paper), Rgb.green(rgb), density),
        filtered(Rgb.blue(paper), Rgb.blue(rgb), density));
  }

  private static int filtered(int paper, int channel, float density) {
    float light = (channel + 8) / 263f;
    // A parabola through the powers 0, 1 and 2 of the transmission spares a call of pow.
    float first = light - 1;
    float second = light * light - 2 * light + 1;
    float power = 1 + density * first + 0.5f * density * (density - 1) * second;
    return (int) (paper * Math.max(0, power));
  }

  /** The wilder the adverb, the more. */
  private static void splashes(TechniqueInput input) {
    SeededRandom random = input.random("splashes");
    int count = input.scene().density().count((int) (8 + 26 * input.energy()));
    for (int i = 0; i < count; i++) {
      float x = input.width() * random.unit();
      float y = input.height() * random.unit();
      float size = input.unit() * 0.0065f * random.unit() * random.unit() + 0.7f;
      input.canvas().dot(x, y, size, Rgb.scale(input.seen(x, y), 0.8f), 0.5f);
    }
  }
}
