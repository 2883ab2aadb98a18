package dev.dalleserver.painting.technique;

import dev.dalleserver.generation.CancelledException;
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
  public void paint(TechniqueInput easel) throws CancelledException {
    Stage stage = easel.study().stage();
    float unit = easel.unit();
    Field smoke = easel.cloud("smoke", 4, 5);
    Noise canvas = easel.noise("canvas");
    float lightX = easel.study().lightX() < 0 ? -1 : 1;
    float cx = stage.faceX() + lightX * stage.head() * 0.5f;
    float cy = stage.faceY() + stage.head() * 0.4f;
    float reach = Math.max(unit * 0.36f, stage.head() * 2.7f);
    boolean fresco = easel.scene().style().name().contains("fresco");
    float gloom = fresco ? 0.25f : 0.62f;
    easel.cover(
        0,
        0.8f,
        (x, y) -> {
          float weight = easel.study().importance(x, y);
          int seen = soft(easel, x, y, weight > 0.4f ? 0.0016f : 0.005f);
          float dx = (x - cx) / reach;
          float dy = (y - cy) / reach;
          float light = 1 / (1 + 0.75f * (dx * dx + dy * dy));
          float shade = Waves.mix(1, light, gloom) + 0.09f * smoke.at(x, y) * (1 - weight);
          int glazed = Rgb.multiply(Rgb.scale(seen, 0.25f + 0.95f * shade), VARNISH);
          int toned = Rgb.mix(Rgb.scale(seen, 0.2f + 0.95f * shade), glazed, 0.5f);
          float thread = 5 * (canvas.grain(x, y >> 1) + canvas.grain(x >> 1, y) - 1);
          return Rgb.shift(toned, (int) thread);
        });
    cracks(easel);
    easel.pace().at(1);
  }

  /** A few taps of blur: no edge in nature is a line. */
  private static int soft(TechniqueInput easel, int x, int y, float share) {
    float reach = Math.max(0.8f, easel.unit() * share);
    int a = easel.seen(x + reach, y + reach * 0.5f);
    int b = easel.seen(x - reach, y - reach * 0.5f);
    int c = easel.seen(x - reach * 0.5f, y + reach);
    int d = easel.seen(x + reach * 0.5f, y - reach);
    return Rgb.mix(Rgb.mix(Rgb.mix(a, b, 0.5f), Rgb.mix(c, d, 0.5f), 0.5f), easel.seen(x, y), 0.3f);
  }

  /** Where noise crosses zero there is a web of thin lines. */
  private static void cracks(TechniqueInput easel) throws CancelledException {
    float scale = 30 / easel.unit();
    Noise noise = easel.noise("cracks");
    int[] pixels = easel.canvas().pixels();
    for (int y = 0; y < easel.height(); y++) {
      if (y % 16 == 0) {
        easel.pace().at(0.8f + 0.19f * y / easel.height());
      }
      for (int x = 0; x < easel.width(); x++) {
        float web = Math.abs(noise.at(x * scale, y * scale * 0.8f));
        if (web < 0.022f && easel.study().importance(x, y) < 0.8f) {
          int index = y * easel.width() + x;
          pixels[index] = Rgb.scale(pixels[index], 0.8f + 9 * web);
        }
      }
    }
  }
}
