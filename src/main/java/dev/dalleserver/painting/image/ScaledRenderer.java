package dev.dalleserver.painting.image;

import dev.dalleserver.avatars.PictureScaling;
import dev.dalleserver.avatars.ScaledForm;
import dev.dalleserver.avatars.Square;
import dev.dalleserver.jobs.JobException;
import dev.dalleserver.painting.image.BoundedDecoder.Decoded;
import dev.dalleserver.picture.PictureFormat;
import dev.dalleserver.pictures.EncodedPicture;
import dev.dalleserver.pictures.ImageSize;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** {@link PictureScaling} within the render permits. */
public final class ScaledRenderer implements PictureScaling {
  private static final int QUALITY = 88;

  /** A picture higher than this many widths is cut to its middle, as in {@link Thumbnails}. */
  private static final int MAX_HEIGHT_IN_WIDTHS = 4;

  private final RenderPermits permits;

  public ScaledRenderer(RenderPermits permits) {
    this.permits = permits;
  }

  @Override
  public Map<ScaledForm, byte[]> scale(
      EncodedPicture picture, Square.Choice squares, Supplier<Set<ScaledForm>> wanted)
      throws JobException {
    return permits.run(
        () -> {
          try (Decoded decoded = PictureDecoder.read(permits.decoder(), picture)) {
            BufferedImage image = PictureDecoder.rgb(decoded.image());
            Map<ScaledForm, byte[]> made = new HashMap<>();
            for (ScaledForm form : wanted.get()) {
              made.put(form, encode(scaled(image, squares, form), form.format()));
            }
            return made;
          }
        });
  }

  private static BufferedImage scaled(BufferedImage image, Square.Choice squares, ScaledForm form) {
    if (form.shape() == ScaledForm.Shape.SQUARE) {
      Square square = squares.of(image.getWidth(), image.getHeight());
      BufferedImage part = copy(image, square.x(), square.y(), square.side(), square.side());
      return resize(part, new ImageSize(form.size(), form.size()));
    }
    int rows = Math.min(image.getHeight(), MAX_HEIGHT_IN_WIDTHS * image.getWidth());
    BufferedImage part = copy(image, 0, (image.getHeight() - rows) / 2, image.getWidth(), rows);
    long height = Math.round((double) rows * form.size() / image.getWidth());
    return resize(part, new ImageSize(form.size(), (int) Math.max(1, height)));
  }

  /** Returns a part with pixels of its own, as the scaler reads them. */
  private static BufferedImage copy(BufferedImage image, int x, int y, int width, int height) {
    if (width == image.getWidth() && height == image.getHeight()) {
      return image;
    }
    BufferedImage part = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    image.getRGB(x, y, width, height, PictureDecoder.pixels(part), 0, width);
    return part;
  }

  private static BufferedImage resize(BufferedImage part, ImageSize size) {
    return size.width() <= part.getWidth() && size.height() <= part.getHeight()
        ? AreaScaler.scale(part, 0, part.getHeight(), size.width(), size.height())
        : enlarge(part, size);
  }

  private static BufferedImage enlarge(BufferedImage part, ImageSize size) {
    BufferedImage large =
        new BufferedImage(size.width(), size.height(), BufferedImage.TYPE_INT_RGB);
    Graphics2D pen = large.createGraphics();
    try {
      pen.setRenderingHint(
          RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
      pen.drawImage(part, 0, 0, size.width(), size.height(), null);
    } finally {
      pen.dispose();
    }
    return large;
  }

  private static byte[] encode(BufferedImage image, PictureFormat format) {
    return format == PictureFormat.PNG
        ? PngEncoder.encode(PictureDecoder.pixels(image), image.getWidth(), image.getHeight())
        : JpegEncoder.encode(image, QUALITY);
  }
}
