package dev.dalleserver.painting;

import dev.dalleserver.generation.Cancellation;
import dev.dalleserver.generation.CancelledException;
import dev.dalleserver.generation.EncodedPicture;
import dev.dalleserver.generation.ImageSize;
import dev.dalleserver.generation.PictureCodec;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Optional;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** {@link PictureCodec} on the JDK's own readers and writers. */
public final class ImageIoPictureCodec implements PictureCodec {
  private final RenderPermits workplaces;

  /** One for tools, which have the machine to themselves. */
  public ImageIoPictureCodec() {
    this(RenderPermits.ofThisMachine());
  }

  /**
   * @param workplaces where pictures are decoded
   */
  public ImageIoPictureCodec(RenderPermits workplaces) {
    this.workplaces = workplaces;
  }

  @Override
  public Png reencode(
      EncodedPicture encoded, long maxPixels, Optional<ImageSize> exact, Cancellation cancellation)
      throws UnreadablePictureException, CancelledException, IOException {
    try (RenderPermits.Place place = workplaces.take(cancellation);
        BoundedDecoder.Decoded decoded =
            workplaces.decoder().decode(encoded, maxPixels, cancellation)) {
      BufferedImage picture =
          exact.map(size -> PictureScaler.cover(decoded.image(), size)).orElse(decoded.image());
      return new Png(encode(picture), new ImageSize(picture.getWidth(), picture.getHeight()));
    }
  }

  /**
   * Decodes a picture completely, to see whether that can be done.
   *
   * @throws UnreadablePictureException when it cannot
   */
  public void check(byte[] encoded, long maxPixels) throws UnreadablePictureException {
    try {
      workplaces
          .decoder()
          .decode(EncodedPicture.of(encoded), maxPixels, Cancellation.none())
          .close();
    } catch (IOException | CancelledException e) {
      throw new UnreadablePictureException("reading the picture was interrupted");
    }
  }

  private static byte[] encode(BufferedImage picture) throws UnreadablePictureException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(1 << 20);
    ImageWriter writer = ImageIO.getImageWritersByFormatName("png").next();
    try (MemoryCacheImageOutputStream output = new MemoryCacheImageOutputStream(bytes)) {
      writer.setOutput(output);
      writer.write(picture);
    } catch (IOException | RuntimeException odd) {
      // What no PNG can hold, such as a strange colour model.
      throw new UnreadablePictureException("the picture is damaged and cannot be encoded");
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }
}
