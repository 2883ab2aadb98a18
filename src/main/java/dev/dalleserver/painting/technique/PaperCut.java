package dev.dalleserver.painting.technique;

import dev.dalleserver.painting.canvas.Field;
import dev.dalleserver.painting.canvas.Noise;
import dev.dalleserver.painting.canvas.Rgb;
import dev.dalleserver.painting.canvas.Waves;
import dev.dalleserver.painting.study.Study;

/** Sheets of coloured paper one above the other, each with its grain, its cut edge and a shadow. */
final class PaperCut implements Technique {
  private static final int TAPS = 10;

  @Override
  public void paint(TechniqueInput input) throws StoppedException {
    Study study = input.study();
    boolean torn = torn(input.scene().style().name());
    Field rip = input.cloud("rip", 26, 4);
    Noise grain = input.noise("fiber");
    Field tone = input.cloud("sheet", 3, 4);
    float depth = input.unit() * 0.017f;
    float light = study.lightX() < 0 ? -1 : 1;
    float ragged = torn ? input.unit() * 0.012f : 0;
    int white = Rgb.shift(input.paper(), 8);
    input.cover(
        0,
        1,
        (x, y) -> {
          float calm = study.importance(x, y) > 0.75f ? 0 : 1;
          float sx = x + ragged * calm * rip.at(x, y);
          float sy = y + ragged * calm * rip.at(y, x);
          int part = study.partAt(sx, sy);
          int rgb = sheet(input, sx, sy, part, grain);
          float shade = shadow(study, sx, sy, part, depth, light);
          float fiber = 9 * (grain.grain(x, y) - 0.5f) + 7 * grain.at(x * 0.35f, y * 0.35f);
          int lit = Rgb.shift(Rgb.scale(rgb, 1 - 0.5f * shade), (int) (fiber + 8 * tone.at(x, y)));
          float rim = torn ? 2.6f : 1.2f;
          boolean edge =
              study.partAt(sx + light * rim, sy - rim) < part && study.importance(sx, sy) < 0.8f;
          return edge ? Rgb.mix(lit, white, torn ? 0.75f : 0.3f) : lit;
        });
  }

  /** True for styles that tear instead of cutting. */
  private static boolean torn(String name) {
    return name.contains("torn")
        || name.contains("chigiri")
        || name.contains("merz")
        || name.contains("dada")
        || name.contains("décollage")
        || name.contains("collé");
  }

  /** Paper has one colour: shading is flattened to a few steps. */
  private static int sheet(TechniqueInput input, float x, float y, int part, Noise grain) {
    int rgb = Halftone.posted(input.seen(x, y));
    return Rgb.shift(rgb, (int) (14 * (grain.grain(part, 11) - 0.5f)));
  }

  /** How much of the way towards the light is under a sheet that lies higher. */
  private static float shadow(Study study, float x, float y, int part, float depth, float light) {
    float sum = 0;
    for (int i = 1; i <= TAPS; i++) {
      float way = depth * i / TAPS;
      if (study.partAt(x + light * way * 0.8f, y - way) > part) {
        sum += 1 - (float) i / (TAPS + 1);
      }
    }
    return Waves.clamp(sum / (TAPS * 0.42f));
  }
}
