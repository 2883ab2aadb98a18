package dev.dalleserver.painting.technique;

import dev.dalleserver.painting.canvas.Field;
import dev.dalleserver.painting.canvas.Noise;
import dev.dalleserver.painting.canvas.Rgb;
import dev.dalleserver.painting.canvas.Waves;
import dev.dalleserver.painting.scene.Stage;

/**
 * Glazes over a dark ground: one light on the face, the rest sinking into warm shadow, fine cracks.
 */
final class OldMaster implements Technique {
  private static final int VARNISH = 0xe9c98a;

  @Override
  public void paint(TechniqueInput input) throws StoppedException {
    Stage stage = input.study().stage();
    float unit = input.unit();
    Field smoke = input.cloud("smoke", 4, 5);
    Noise canvas = input.noise("canvas");
    float lightX = input.study().lightX() < 0 ? -1 : 1;
    float cx = stage.faceX() + lightX * stage.head() * 0.5f;
    float cy = stage.faceY() + stage.head() * 0.4f;
    float reach = Math.max(unit * 0.36f, stage.head() * 2.7f);
    boolean fresco = input.scene().style().name().contains("fresco");
    float gloom = fresco ? 0.25f : 0.62f;
    input.cover(
        0,
        0.8f,
        (x, y) -> {
          float weight = input.study().importance(x, y);
          int seen = soft(input, x, y, weight > 0.4f ? 0.0016f : 0.005f);
          float dx = (x - cx) / reach;
          float dy = (y - cy) / reach;
          float light = 1 / (1 + 0.75f * (dx * dx + dy * dy));
          float shade = Waves.mix(1, light, gloom) + 0.09f * smoke.at(x, y) * (1 - weight);
          int glazed = Rgb.multiply(Rgb.scale(seen, 0.25f + 0.95f * shade), VARNISH);
          int toned = Rgb.mix(Rgb.scale(seen, 0.2f + 0.95f * shade), glazed, 0.5f);
          float thread = 5 * (canvas.grain(x, y >> 1) + canvas.grain(x >> 1, y) - 1);
          return Rgb.shift(toned, (int) thread);
        });
    cracks(input);
    input.pace().at(1);
  }

  /** A few taps of blur: no edge in nature is a line. */
  private static int soft(TechniqueInput input, int x, int y, float share) {
    float reach = Math.max(0.8f, input.unit() * share);
    int a = input.seen(x + reach, y + reach * 0.5f);
    int b = input.seen(x - reach, y - reach * 0.5f);
    int c = input.seen(x - reach * 0.5f, y + reach);
    int d = input.seen(x + reach * 0.5f, y - reach);
    return Rgb.mix(Rgb.mix(Rgb.mix(a, b, 0.5f), Rgb.mix(c, d, 0.5f), 0.5f), input.seen(x, y), 0.3f);
  }

  /** Where noise crosses zero there is a web of thin lines. */
  private static void cracks(TechniqueInput input) throws StoppedException {
    float scale = 30 / input.unit();
    Noise noise = input.noise("cracks");
    int[] pixels = input.canvas().pixels();
    for (int y = 0; y < input.height(); y++) {
      if (y % 16 == 0) {
        input.pace().at(0.8f + 0.19f * y / input.height());
      }
      for (int x = 0; x < input.width(); x++) {
        float web = Math.abs(noise.at(x * scale, y * scale * 0.8f));
        if (web < 0.022f && input.study().importance(x, y) < 0.8f) {
          int index = y * input.width() + x;
          pixels[index] = Rgb.scale(pixels[index], 0.8f + 9 * web);
        }
      }
    }
  }
}
