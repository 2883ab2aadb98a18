package dev.dalleserver.painting.technique;

import dev.dalleserver.painting.canvas.Noise;
import dev.dalleserver.painting.canvas.Rgb;
import dev.dalleserver.painting.canvas.SeededRandom;

/**
 * A division of the picture into cells around strewn points (Voronoi), each keeping to one shape of
 * the study, so that shapes are not cut across.
 */
final class Cells {
  private static final int FOREIGN = 4000;

  private final int width;
  private final int height;
  private final int[] owners;
  private final int[] colors;

  private Cells(int width, int height, int[] owners, int[] colors) {
    this.width = width;
    this.height = height;
    this.owners = owners;
    this.colors = colors;
  }

  /**
   * @param cell distance of the points in pixels
   * @param fine how many times closer they stand where the eye goes, 1 or 2
   */
  static Cells of(TechniqueInput input, float cell, int fine) {
    int width = input.width();
    int height = input.height();
    Sites sites = new Sites(input, cell, fine);
    int[] owners = new int[width * height];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        owners[y * width + x] = sites.nearest(x, y, input.study().part(x, y));
      }
    }
    return new Cells(width, height, owners, means(input, owners, sites.count()));
  }

  /** The mean colour of what each cell covers. */
  private static int[] means(TechniqueInput input, int[] owners, int count) {
    int[] sums = new int[count * 4];
    int[] seen = input.study().colors().pixels();
    for (int i = 0; i < owners.length; i++) {
      int at = owners[i] * 4;
      sums[at] += Rgb.red(seen[i]);
      sums[at + 1] += Rgb.green(seen[i]);
      sums[at + 2] += Rgb.blue(seen[i]);
      sums[at + 3]++;
    }
    int[] means = new int[count];
    for (int i = 0; i < count; i++) {
      int n = Math.max(1, sums[i * 4 + 3]);
      means[i] = Rgb.of(sums[i * 4] / n, sums[i * 4 + 1] / n, sums[i * 4 + 2] / n);
    }
    return means;
  }

  int owner(int x, int y) {
    return owners[y * width + x];
  }

  /** The mean colour of what a cell covers. */
  int color(int owner) {
    return colors[owner];
  }

  /** True where the next pixel to the right or below belongs to another cell. */
  boolean border(int x, int y) {
    int index = y * width + x;
    int own = owners[index];
    return x + 1 < width && owners[index + 1] != own
        || y + 1 < height && owners[index + width] != own;
  }

  /** The points, one to a square of a grid, and in important squares four more. */
  private static final class Sites {
    private final int columns;
    private final int rows;
    private final float cell;
    private final float[] xs;
    private final float[] ys;
    private final int[] parts;
    private final int slots;

    Sites(TechniqueInput input, float cell, int fine) {
      this.cell = cell;
      this.columns = (int) (input.width() / cell) + 2;
      this.rows = (int) (input.height() / cell) + 2;
      this.slots = fine * fine;
      this.xs = new float[columns * rows * slots];
      this.ys = new float[xs.length];
      this.parts = new int[xs.length];
      Noise noise = input.noise("cells");
      SeededRandom random = input.random("sites");
      for (int i = 0; i < columns * rows; i++) {
        place(input, random, i, noise.grain(i, 7), fine);
      }
    }

    private void place(
        TechniqueInput input, SeededRandom random, int square, float turn, int fine) {
      float left = square % columns * cell - cell / 2;
      float top = square / columns * cell - cell / 2;
      float weight = input.study().importance(left + cell / 2, top + cell / 2);
      int along = weight > 0.45f ? fine : 1;
      for (int slot = 0; slot < slots; slot++) {
        int at = square * slots + slot;
        if (slot >= along * along) {
          parts[at] = -1;
          continue;
        }
        float part = cell / along;
        xs[at] = left + part * (slot % along + 0.5f + 0.4f * random.bell()) + turn;
        ys[at] = top + part * (slot / along + 0.5f + 0.4f * random.bell());
        parts[at] = input.study().partAt(xs[at], ys[at]);
      }
    }

    int count() {
      return xs.length;
    }

    int nearest(int x, int y, int part) {
      int column = (int) ((x + cell / 2) / cell);
      int row = (int) ((y + cell / 2) / cell);
      int best = 0;
      float least = Float.MAX_VALUE;
      for (int r = Math.max(0, row - 1); r <= Math.min(rows - 1, row + 1); r++) {
        for (int c = Math.max(0, column - 1); c <= Math.min(columns - 1, column + 1); c++) {
          int from = (r * columns + c) * slots;
          for (int at = from; at < from + slots; at++) {
            if (parts[at] >= 0) {
              float dx = xs[at] - x;
              float dy = ys[at] - y;
              float distance = dx * dx + dy * dy + (parts[at] == part ? 0 : FOREIGN + cell * cell);
              if (distance < least) {
                least = distance;
                best = at;
              }
            }
          }
        }
      }
      return best;
    }
  }
}
