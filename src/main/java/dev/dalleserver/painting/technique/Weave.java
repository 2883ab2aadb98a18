package dev.dalleserver.painting.technique;

import dev.dalleserver.painting.canvas.Field;
import dev.dalleserver.painting.canvas.Noise;
import dev.dalleserver.painting.canvas.Rgb;
import dev.dalleserver.painting.canvas.Waves;

/** Wool on a loom, or stitches on linen: every thread takes one colour and casts its own shade. */
final class Weave implements Technique {
  private enum Kind {
    TAPESTRY,
    CROSS,
    KNIT
  }

  @Override
  public void paint(TechniqueInput input) throws StoppedException {
    Kind kind = kind(input.scene().style().name());
    float thread = Math.max(4, input.mark(kind == Kind.TAPESTRY ? 0.0085f : 0.0125f));
    Noise noise = input.noise("wool");
    Field dye = input.cloud("dye", 6, 3);
    input.cover(
        0,
        1,
        (x, y) -> {
          float u = x / thread;
          float v = y / thread;
          return switch (kind) {
            case TAPESTRY -> tapestry(input, noise, dye, u * 0.62f, v, thread);
            case CROSS -> cross(input, noise, u, v, thread);
            case KNIT -> knit(input, noise, u, v * 1.1f, thread);
          };
        });
  }

  private static Kind kind(String name) {
    if (name.contains("stitch") || name.contains("needle") || name.contains("embroid")) {
      return Kind.CROSS;
    }
    return name.contains("knit") || name.contains("felt") || name.contains("hooked")
        ? Kind.KNIT
        : Kind.TAPESTRY;
  }

  /** Weft passes over and under the warp, shifted by one in every row. */
  private static int tapestry(
      TechniqueInput input, Noise noise, Field dye, float u, float v, float thread) {
    int row = (int) v;
    float shifted = u + 0.5f * (row & 1);
    int column = (int) Math.floor(shifted);
    float along = shifted - column - 0.5f;
    float across = v - row - 0.5f;
    float cx = (column + 0.5f - 0.5f * (row & 1)) * thread / 0.62f;
    float cy = (row + 0.5f) * thread;
    int rgb = dyed(input.seen(cx, cy), noise, column, row, dye.at(cx, cy));
    float round = 1 - 3.1f * across * across - 1.5f * along * along;
    float strand = 0.1f * Waves.sin((across * 2.4f + along * 1.1f) * 9);
    return Rgb.scale(rgb, 0.5f + 0.62f * Math.max(0, round) + strand);
  }

  /** Two threads over the linen, the upper one from left to right. */
  private static int cross(TechniqueInput input, Noise noise, float u, float v, float thread) {
    int column = (int) u;
    int row = (int) v;
    float x = u - column - 0.5f;
    float y = v - row - 0.5f;
    float cx = (column + 0.5f) * thread;
    float cy = (row + 0.5f) * thread;
    int rgb = dyed(input.seen(cx, cy), noise, column, row, 0);
    boolean over = Math.abs(x - y) < 0.3f;
    float across = over ? Math.abs(x - y) / 0.3f : Math.abs(x + y) / 0.3f;
    if (across > 1) {
      return Rgb.mix(Rgb.scale(input.paper(), 0.83f), rgb, 0.35f);
    }
    float shade = (over ? 1.12f : 0.88f) - 0.42f * across * across;
    return Rgb.scale(rgb, shade + 0.07f * Waves.sin((x + y) * 26 * (over ? 1 : 0) + (x - y) * 26));
  }

  /** Rows of V. */
  private static int knit(TechniqueInput input, Noise noise, float u, float v, float thread) {
    int column = (int) u;
    float x = u - column - 0.5f;
    float slanted = v + Math.abs(x) * 0.95f;
    int row = (int) slanted;
    float y = slanted - row - 0.5f;
    float cx = (column + 0.5f) * thread;
    float cy = (row + 0.2f) * thread / 1.1f;
    int rgb = dyed(input.seen(cx, cy), noise, column, row, 0);
    float arm = Math.abs(x) - 0.25f;
    float round = 1 - 2.6f * y * y - 9 * arm * arm;
    float strand = 0.08f * Waves.sin((y * 2 + x * 5) * 10);
    return Rgb.scale(rgb, 0.46f + 0.68f * Math.max(0, round) + strand);
  }

  private static int dyed(int rgb, Noise noise, int column, int row, float dye) {
    return Rgb.shift(rgb, (int) (24 * (noise.grain(column, row) - 0.5f) + 12 * dye));
  }
}
