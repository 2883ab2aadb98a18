package dev.dalleserver.painting.image;

import dev.dalleserver.pictures.ImageSize;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;

/** Brings a picture to an exact size without distorting it. */
final class PictureScaler {
  private PictureScaler() {}

  /**
   * Cuts the largest middle part with the wanted proportions out of {@code picture} and scales it.
   */
  static BufferedImage cover(BufferedImage picture, ImageSize size) {
    if (picture.getWidth() == size.width() && picture.getHeight() == size.height()) {
      return picture;
    }
    BufferedImage part = middle(picture, size);
    // Halving first averages all pixels; one large step would skip some of them.
    while (part.getWidth() >= 2 * size.width() && part.getHeight() >= 2 * size.height()) {
      part = draw(part, Math.max(1, part.getWidth() / 2), Math.max(1, part.getHeight() / 2));
    }
    return draw(part, size.width(), size.height());
  }

  private static BufferedImage middle(BufferedImage picture, ImageSize size) {
    double ratio = size.width() / (double) size.height();
    int width = Math.min(picture.getWidth(), (int) Math.round(picture.getHeight() * ratio));
    int height = Math.min(picture.getHeight(), (int) Math.round(picture.getWidth() / ratio));
    int cutWidth = Math.max(1, width);
    int cutHeight = Math.max(1, height);
    return picture.getSubimage(
        (picture.getWidth() - cutWidth) / 2,
        (picture.getHeight() - cutHeight) / 2,
        cutWidth,
        cutHeight);
  }

  private static BufferedImage draw(BufferedImage from, int width, int height) {
    boolean alpha = from.getColorModel().hasAlpha();
    BufferedImage to =
        new BufferedImage(
            width, height, alpha ? BufferedImage.TYPE_INT_ARGB : BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = to.createGraphics();
    try {
      graphics.setRenderingHint(
          RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
      graphics.drawImage(from, 0, 0, width, height, null);
    } finally {
      graphics.dispose();
    }
    return to;
  }
}
