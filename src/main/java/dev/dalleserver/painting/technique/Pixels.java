package dev.dalleserver.painting.technique;

import dev.dalleserver.painting.canvas.Noise;
import dev.dalleserver.painting.canvas.Oklab;
import dev.dalleserver.painting.canvas.Palette16;
import dev.dalleserver.painting.canvas.Rgb;
import dev.dalleserver.painting.scene.Role;

/**
 * Sixteen colours on a coarse grid, shaded by ordered dithering, with the glow of an old screen.
 */
final class Pixels implements Technique {
  /** The order in which a square of four by four fills up (Bayer). */
  private static final int[] BAYER = {0, 8, 2, 10, 12, 4, 14, 6, 3, 11, 1, 9, 15, 7, 13, 5};

  @Override
  public void paint(TechniqueInput input) throws StoppedException {
    int cell = Math.max(2, Math.round(input.mark(0.0078f)));
    Palette16 colors = new Palette16(inks(input));
    int columns = input.width() / cell + 1;
    int[] row = new int[columns];
    int[] drawn = {-1};
    float corner = cell * 0.16f;
    Noise glass = input.noise("glass");
    input.cover(
        0,
        1,
        (x, y) -> {
          int cy = y / cell;
          if (drawn[0] != cy) {
            drawn[0] = cy;
            fill(input, colors, row, cy, cell);
          }
          int rgb = Rgb.scale(row[x / cell], lit(x % cell, y % cell, cell, corner));
          // The glass in front shimmers, a little more where it bulges.
          return Rgb.shift(rgb, Math.round(3 * glass.grain(x, y) + 5 * glass.at(x / 90f, y / 90f)));
        });
    input.pace().at(1);
  }

  /**
   * Each cell is a lamp behind a pane: dark at its upper and left edge, brightest in the middle.
   */
  private static float lit(int inX, int inY, int cell, float corner) {
    if (inX < corner || inY < corner) {
      return 0.82f;
    }
    float dx = (inX + 0.5f) / cell - 0.5f;
    float dy = (inY + 0.5f) / cell - 0.5f;
    return 1.01f - 0.22f * (dx * dx + dy * dy);
  }

  /** Looks up one row of cells. */
  private static void fill(TechniqueInput input, Palette16 colors, int[] row, int cy, int cell) {
    for (int cx = 0; cx < row.length; cx++) {
      float x = (cx + 0.5f) * cell;
      float y = (cy + 0.5f) * cell;
      float weight = input.study().importance(x, y);
      float threshold = (BAYER[(cy & 3) * 4 + (cx & 3)] + 0.5f) / 16 - 0.5f;
      int spread = weight > 0.75f ? 8 : 44;
      row[cx] = colors.nearest(Rgb.shift(input.seen(x, y), (int) (threshold * spread)));
    }
  }

  /** Four steps each of ground, creature and clothes, and four for everything else. */
  private static int[] inks(TechniqueInput input) {
    Role[] roles = {Role.GROUND, Role.BODY, Role.CLOTH};
    int[] inks = new int[16];
    int n = 0;
    for (Role role : roles) {
      for (int step = -2; step <= 1; step++) {
        inks[n++] = input.palette().tint(role, step * 0.16f + 0.06f);
      }
    }
    inks[n++] = input.palette().tint(Role.SPARK, 0);
    inks[n++] = Oklab.of(input.palette().tint(Role.SPARK, -0.2f)).rgb();
    inks[n++] = input.ink();
    inks[n] = input.paper();
    return inks;
  }
}
