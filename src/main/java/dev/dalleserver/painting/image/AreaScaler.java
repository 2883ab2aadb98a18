package dev.dalleserver.painting.image;

import dev.dalleserver.painting.canvas.Srgb;
import java.awt.image.BufferedImage;
import java.util.Arrays;

/**
 * Makes pictures smaller by averaging all the light that falls on a new pixel: nothing is skipped,
 * fine textures do not flicker, and brightness stays, because light is added and not its codes.
 */
public final class AreaScaler {
  private static final int CHANNELS = 3;
  private static final int LEVELS = 4096;
  private static final float[] LIGHT = light();
  private static final byte[] CODES = codes();

  private AreaScaler() {}

  /**
   * Scales some rows of a picture, each pixel the mean of the area that it covers.
   *
   * @param rows how many rows of {@code picture} to use, from {@code firstRow}
   * @return of the type {@link BufferedImage#TYPE_INT_RGB}
   */
  public static BufferedImage scale(
      BufferedImage picture, int firstRow, int rows, int width, int height) {
    Narrowed narrowed = new Narrowed(picture, firstRow, width);
    BufferedImage scaled = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    int[] target = PictureDecoder.pixels(scaled);
    float[] mean = new float[width * CHANNELS];
    for (int y = 0; y < height; y++) {
      double top = (double) y * rows / height;
      double bottom = (double) (y + 1) * rows / height;
      Arrays.fill(mean, 0);
      for (int i = (int) top; i < bottom && i < rows; i++) {
        float share = (float) ((Math.min(i + 1, bottom) - Math.max(i, top)) / (bottom - top));
        add(narrowed.row(i), share, mean);
      }
      encode(mean, target, y * width);
    }
    return scaled;
  }

  private static void add(float[] row, float share, float[] sum) {
    for (int k = 0; k < sum.length; k++) {
      sum[k] += share * row[k];
    }
  }

  /**
   * Scales rows to the new width one by one; keeps the last one, since two new rows may share it.
   */
  private static final class Narrowed {
    private final int[] pixels;
    private final int from;
    private final int firstRow;
    private final float[] row;

    /** The first old pixel of each new one, and with one more entry, where its shares begin. */
    private final int[] firsts;

    private final int[] offsets;

    /** How much each old pixel counts in a new one, new pixel by new pixel. */
    private final float[] shares;

    private int current = -1;

    Narrowed(BufferedImage picture, int firstRow, int width) {
      this.pixels = PictureDecoder.pixels(picture);
      this.from = picture.getWidth();
      this.firstRow = firstRow;
      this.row = new float[width * CHANNELS];
      this.firsts = new int[width];
      this.offsets = new int[width + 1];
      // A new pixel may begin and end within an old one.
      this.shares = new float[from + 2 * width];
      computeShares(width);
    }

    /** They are the same for every row. */
    private void computeShares(int width) {
      int count = 0;
      for (int x = 0; x < width; x++) {
        double left = (double) x * from / width;
        double right = (double) (x + 1) * from / width;
        firsts[x] = (int) left;
        for (int i = (int) left; i < right && i < from; i++) {
          shares[count++] = (float) ((Math.min(i + 1, right) - Math.max(i, left)) / (right - left));
        }
        offsets[x + 1] = count;
      }
    }

    /** Returns a row at its new width; valid until the next call. */
    float[] row(int y) {
      if (y != current) {
        narrow((firstRow + y) * from);
        current = y;
      }
      return row;
    }

    private void narrow(int start) {
      for (int x = 0; x < firsts.length; x++) {
        float red = 0;
        float green = 0;
        float blue = 0;
        int shift = start + firsts[x] - offsets[x];
        for (int k = offsets[x]; k < offsets[x + 1]; k++) {
          int pixel = pixels[shift + k];
          float share = shares[k];
          red += share * LIGHT[pixel >> 16 & 0xff];
          green += share * LIGHT[pixel >> 8 & 0xff];
          blue += share * LIGHT[pixel & 0xff];
        }
        row[CHANNELS * x] = red;
        row[CHANNELS * x + 1] = green;
        row[CHANNELS * x + 2] = blue;
      }
    }
  }

  private static void encode(float[] row, int[] target, int start) {
    for (int x = 0; x < row.length / CHANNELS; x++) {
      int red = code(row[CHANNELS * x]);
      int green = code(row[CHANNELS * x + 1]);
      int blue = code(row[CHANNELS * x + 2]);
      target[start + x] = red << 16 | green << 8 | blue;
    }
  }

  private static int code(float light) {
    return CODES[Math.min(LEVELS - 1, Math.round(light * (LEVELS - 1)))] & 0xff;
  }

  private static float[] light() {
    float[] light = new float[256];
    for (int i = 0; i < light.length; i++) {
      light[i] = (float) Srgb.linear(i);
    }
    return light;
  }

  /** Codes of evenly spaced amounts of light. */
  private static byte[] codes() {
    byte[] codes = new byte[LEVELS];
    for (int i = 0; i < LEVELS; i++) {
      codes[i] = (byte) Srgb.encoded(i / (LEVELS - 1.0));
    }
    return codes;
  }
}
