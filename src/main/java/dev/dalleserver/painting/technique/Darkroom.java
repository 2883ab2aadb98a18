package dev.dalleserver.painting.technique;

import dev.dalleserver.painting.canvas.Field;
import dev.dalleserver.painting.canvas.Noise;
import dev.dalleserver.painting.canvas.Rgb;
import dev.dalleserver.painting.canvas.Waves;
import dev.dalleserver.painting.scene.Role;
import dev.dalleserver.painting.scene.Stage;
import dev.dalleserver.painting.study.Study;

/** A print from the darkroom: blur behind, glowing lights, a toned scale, grain and a burnt rim. */
final class Darkroom implements Technique {
  /** Points of a disc, for the out-of-focus ground. */
  private static final float[] DISC = {
    0, 0, 0.7f, 0.2f, -0.5f, 0.6f, 0.1f, -0.75f, -0.7f, -0.35f, 0.45f, 0.8f, 0.95f, -0.25f, -0.3f,
    -1, -0.95f, 0.25f, 0.35f, 0.3f, -0.2f, -0.35f, 0.6f, -0.6f
  };

  @Override
  public void paint(TechniqueInput input) throws StoppedException {
    Study study = input.study();
    Stage stage = study.stage();
    String style = input.scene().style().name();
    int[] tones = tones(input, style);
    boolean colored = tones.length == 0;
    Noise grain = input.noise("grain");
    Field leak = input.cloud("leak", 2, 3);
    float unit = input.unit();
    float focus = unit * 0.012f;
    float contrast = style.contains("noir") || style.contains("lith") ? 1.7f : 1.3f;
    input.cover(
        0,
        1,
        (x, y) -> {
          float weight = study.importance(x, y);
          int seen = weight > 0.25f ? input.seen(x, y) : blurred(input, x, y, focus);
          float dx = (x - input.width() / 2f) / input.width();
          float dy = (y - input.height() / 2f) / input.height();
          float rim = 1 - 1.35f * (dx * dx + dy * dy);
          float fx = (x - stage.faceX()) / unit;
          float fy = (y - stage.faceY()) / unit;
          float lamp = 0.16f / (1 + 14 * (fx * fx + fy * fy));
          float luma = (Rgb.luma(seen) - 0.5f) * contrast + 0.5f + lamp;
          float noise = 0.07f * (grain.grain(x, y) + grain.grain(x >> 1, y >> 1) - 1);
          float value = Waves.clamp(luma * rim + noise * (1.1f - luma));
          if (colored) {
            float factor = (value + 0.04f) / (Rgb.luma(seen) + 0.04f);
            int lit = Rgb.scale(seen, Math.min(1.9f, factor));
            int warm = input.palette().tint(Role.SPARK, 0.1f);
            return Rgb.mix(lit, warm, 0.34f * Waves.smooth(0.18f, 0.6f, leak.at(x, y)));
          }
          return tones[(int) (value * 255)];
        });
  }

  /** The mean over a disc of points. */
  private static int blurred(TechniqueInput input, int x, int y, float focus) {
    int red = 0;
    int green = 0;
    int blue = 0;
    for (int i = 0; i < DISC.length; i += 2) {
      int seen = input.seen(x + DISC[i] * focus, y + DISC[i + 1] * focus);
      red += Rgb.red(seen);
      green += Rgb.green(seen);
      blue += Rgb.blue(seen);
    }
    int n = DISC.length / 2;
    return Rgb.of(red / n, green / n, blue / n);
  }

  /** A scale of 256 tones, or none where the process has colour. */
  private static int[] tones(TechniqueInput input, String style) {
    boolean color =
        style.contains("autochrome")
            || style.contains("instant")
            || style.contains("lomo")
            || style.contains("tilt")
            || style.contains("hand-tinted")
            || style.contains("macro")
            || style.contains("double")
            || style.contains("light painting");
    if (color) {
      return new int[0];
    }
    int dark = 0x0c0b10;
    int middle = input.palette().tone(Role.GROUND, 0.5f);
    int light = 0xf6f1e6;
    if (style.contains("cyano")) {
      dark = 0x071a3a;
      middle = 0x2f62a8;
      light = 0xf2f4ee;
    } else if (style.contains("sepia")
        || style.contains("tintype")
        || style.contains("pictorial")) {
      dark = 0x1c0f08;
      middle = 0x8f6a45;
      light = 0xf6e9cf;
    }
    int[] tones = new int[256];
    for (int i = 0; i < 256; i++) {
      tones[i] =
          i < 128 ? Rgb.mix(dark, middle, i / 128f) : Rgb.mix(middle, light, (i - 128) / 127f);
    }
    return tones;
  }
}
