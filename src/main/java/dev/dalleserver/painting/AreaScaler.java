package dev.dalleserver.painting;

import dev.dalleserver.painting.canvas.Srgb;
import java.awt.image.BufferedImage;

/**
 * Makes pictures smaller by averaging all the light that falls on a new pixel: nothing is skipped,
 * fine textures do not flicker, and brightness stays, because light is added and not its codes.
 */
final class AreaScaler {
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
  static BufferedImage scale(BufferedImage picture, int firstRow, int rows, int width, int height) {
    int[] pixels = PictureDecoder.pixels(picture);
    float[][] narrow = new float[rows][];
    for (int y = 0; y < rows; y++) {
      narrow[y] = narrowRow(pixels, (firstRow + y) * picture.getWidth(), picture.getWidth(), width);
    }
    BufferedImage scaled = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    int[] target = PictureDecoder.pixels(scaled);
    for (int y = 0; y < height; y++) {
      encode(meanOfRows(narrow, y, height), target, y * width);
    }
    return scaled;
  }

  private static float[] narrowRow(int[] pixels, int start, int from, int width) {
    float[] row = new float[width * CHANNELS];
    for (int x = 0; x < width; x++) {
      double left = (double) x * from / width;
      double right = (double) (x + 1) * from / width;
      for (int i = (int) left; i < right && i < from; i++) {
        float share = (float) ((Math.min(i + 1, right) - Math.max(i, left)) / (right - left));
        int pixel = pixels[start + i];
        row[CHANNELS * x] += share * LIGHT[pixel >> 16 & 0xff];
        row[CHANNELS * x + 1] += share * LIGHT[pixel >> 8 & 0xff];
        row[CHANNELS * x + 2] += share * LIGHT[pixel & 0xff];
      }
    }
    return row;
  }

  private static float[] meanOfRows(float[][] rows, int y, int height) {
    double top = (double) y * rows.length / height;
    double bottom = (double) (y + 1) * rows.length / height;
    float[] mean = new float[rows[0].length];
    for (int i = (int) top; i < bottom && i < rows.length; i++) {
      float share = (float) ((Math.min(i + 1, bottom) - Math.max(i, top)) / (bottom - top));
      for (int k = 0; k < mean.length; k++) {
        mean[k] += share * rows[i][k];
      }
    }
    return mean;
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
