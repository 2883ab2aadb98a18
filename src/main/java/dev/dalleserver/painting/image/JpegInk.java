package dev.dalleserver.painting.image;

import java.awt.image.WritableRaster;
import java.nio.ByteBuffer;

/**
 * How the four channels of a JPEG for print are stored. Adobe's programs, and all that follow them,
 * store how much ink is left out, and mark the file.
 *
 * @param channels in the frame
 * @param adobe whether the file bears Adobe's mark
 * @param transform 2 when the first three channels are luminance and colour difference
 */
record JpegInk(int channels, boolean adobe, int transform) {
  /** Reads the marks in front of the first scan. */
  static JpegInk of(byte[] jpeg) {
    ByteBuffer file = ByteBuffer.wrap(jpeg);
    int channels = 0;
    boolean adobe = false;
    int transform = 0;
    int at = 2;
    while (at + 4 <= jpeg.length && (jpeg[at] & 0xff) == 0xff && (jpeg[at + 1] & 0xff) != 0xda) {
      int marker = jpeg[at + 1] & 0xff;
      if (marker == 0xff) {
        at++;
        continue;
      }
      int length = Short.toUnsignedInt(file.getShort(at + 2));
      boolean whole = length >= 8 && at + 2 + length <= jpeg.length;
      boolean frame =
          marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
      if (whole && frame) {
        channels = jpeg[at + 9];
      } else if (whole && marker == 0xee && length >= 14 && file.getInt(at + 4) == 0x41646f62) {
        adobe = true;
        transform = jpeg[at + 15];
      }
      at += 2 + Math.max(length, 2);
    }
    return new JpegInk(channels, adobe, transform);
  }

  boolean isInk() {
    return channels == 4;
  }

  /**
   * Brings samples, in place, to how much of cyan, magenta, yellow and black is left out. Luminance
   * and colour differences are those of what would be red, green and blue.
   */
  void toInkLeftOut(WritableRaster raster) {
    int width = raster.getWidth();
    int[] row = new int[4 * width];
    for (int y = 0; y < raster.getHeight(); y++) {
      raster.getPixels(0, y, width, 1, row);
      for (int i = 0; i < row.length; i += 4) {
        if (transform == 2) {
          toCmy(row, i);
        }
        for (int c = i; !adobe && c < i + 4; c++) {
          row[c] = 255 - row[c];
        }
      }
      raster.setPixels(0, y, width, 1, row);
    }
  }

  private static void toCmy(int[] row, int at) {
    double luminance = row[at];
    double blue = row[at + 1] - 128.0;
    double red = row[at + 2] - 128.0;
    row[at] = 255 - clamped(luminance + 1.402 * red);
    row[at + 1] = 255 - clamped(luminance - 0.344136 * blue - 0.714136 * red);
    row[at + 2] = 255 - clamped(luminance + 1.772 * blue);
  }

  private static int clamped(double value) {
    return (int) Math.max(0, Math.min(255, Math.round(value)));
  }
}
