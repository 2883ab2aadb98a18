package dev.dalleserver.painting.image;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;

/** Turns pictures upright, as Exif says. */
final class Upright {
  private Upright() {}

  /**
   * @param orientation 1 to 8: which side of the scene the first row and the first column are
   */
  static BufferedImage turn(BufferedImage picture, int orientation) {
    if (orientation == 1) {
      return picture;
    }
    int width = picture.getWidth();
    int height = picture.getHeight();
    boolean swapped = orientation >= 5;
    int type =
        picture.getColorModel().hasAlpha()
            ? BufferedImage.TYPE_INT_ARGB
            : BufferedImage.TYPE_INT_RGB;
    BufferedImage upright =
        new BufferedImage(swapped ? height : width, swapped ? width : height, type);
    int[] target = ((DataBufferInt) upright.getRaster().getDataBuffer()).getData();
    int[] row = new int[width];
    for (int y = 0; y < height; y++) {
      picture.getRGB(0, y, width, 1, row, 0, width);
      for (int x = 0; x < width; x++) {
        int right = width - 1 - x;
        int down = height - 1 - y;
        int at =
            switch (orientation) {
              case 2 -> y * width + right;
              case 3 -> down * width + right;
              case 4 -> down * width + x;
              case 5 -> x * height + y;
              case 6 -> x * height + down;
              case 7 -> right * height + down;
              default -> right * height + y;
            };
        target[at] = row[x];
      }
    }
    return upright;
  }
}
