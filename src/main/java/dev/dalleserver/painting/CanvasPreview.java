package dev.dalleserver.painting;

import dev.dalleserver.painting.canvas.Canvas;
import dev.dalleserver.painting.image.JpegEncoder;
import dev.dalleserver.painting.image.PngEncoder;
import dev.dalleserver.painting.image.Thumbnails;
import dev.dalleserver.picture.PictureFormat;
import dev.dalleserver.pictures.ImageSize;
import dev.dalleserver.pictures.PictureEncoder.Encoding;
import dev.dalleserver.pictures.Preview;
import java.awt.image.BufferedImage;
import java.util.Optional;

/**
 * The canvas as it is now. The thread that paints holds a render permit, and encodes it under that.
 */
record CanvasPreview(Canvas canvas) implements Preview {
  /** {@inheritDoc} The canvas has the size of the picture already. */
  @Override
  public Optional<byte[]> encode(Encoding encoding, Optional<ImageSize> exact) {
    return Optional.of(
        encoding.format() == PictureFormat.PNG
            ? PngEncoder.encode(canvas.pixels(), canvas.width(), canvas.height())
            : JpegEncoder.encode(image(), encoding.quality()));
  }

  @Override
  public Optional<byte[]> thumbnail() {
    return Optional.of(Thumbnails.jpeg(image()));
  }

  private BufferedImage image() {
    BufferedImage image =
        new BufferedImage(canvas.width(), canvas.height(), BufferedImage.TYPE_INT_RGB);
    image.getRaster().setDataElements(0, 0, canvas.width(), canvas.height(), canvas.pixels());
    return image;
  }
}
