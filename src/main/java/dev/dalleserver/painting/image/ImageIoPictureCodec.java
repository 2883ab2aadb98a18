package dev.dalleserver.painting.image;

import dev.dalleserver.jobs.Cancellation;
import dev.dalleserver.jobs.CancelledException;
import dev.dalleserver.pictures.EncodedPicture;
import dev.dalleserver.pictures.ImageSize;
import dev.dalleserver.pictures.PictureCodec;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Optional;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** {@link PictureCodec} on the JDK's own readers and writers. */
public final class ImageIoPictureCodec implements PictureCodec {
  private final RenderPermits permits;

  /** Creates a codec with permits of its own, for command-line tools. */
  public ImageIoPictureCodec() {
    this(RenderPermits.ofThisMachine());
  }

  /**
   * @param permits bound how many pictures are decoded at once
   */
  public ImageIoPictureCodec(RenderPermits permits) {
    this.permits = permits;
  }

  @Override
  public Png reencode(
      EncodedPicture encoded, long maxPixels, Optional<ImageSize> exact, Cancellation cancellation)
      throws UnreadablePictureException, CancelledException, IOException {
    try (RenderPermits.Permit permit = permits.acquire(cancellation);
        BoundedDecoder.Decoded decoded =
            permits.decoder().decode(encoded, maxPixels, cancellation)) {
      BufferedImage picture =
          exact.map(size -> PictureScaler.cover(decoded.image(), size)).orElse(decoded.image());
      return new Png(encode(picture), new ImageSize(picture.getWidth(), picture.getHeight()));
    }
  }

  @Override
  public IncomingPreview beginPreview(Cancellation cancellation) {
    return new ReceivedPreview(permits, cancellation);
  }

  /**
   * Checks that a picture can be decoded, by decoding it completely.
   *
   * @throws UnreadablePictureException when it cannot
   */
  public void check(byte[] encoded, long maxPixels) throws UnreadablePictureException {
    try {
      permits.decoder().decode(EncodedPicture.of(encoded), maxPixels, Cancellation.none()).close();
    } catch (IOException | CancelledException e) {
      throw new UnreadablePictureException("reading the picture was interrupted");
    }
  }

  static byte[] encode(BufferedImage picture) throws UnreadablePictureException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(1 << 20);
    ImageWriter writer = ImageIO.getImageWritersByFormatName("png").next();
    try (MemoryCacheImageOutputStream output = new MemoryCacheImageOutputStream(bytes)) {
      writer.setOutput(output);
      writer.write(picture);
    } catch (IOException | RuntimeException odd) {
      // PNG cannot hold every picture: an unusual colour model, for example.
      throw new UnreadablePictureException("the picture is damaged and cannot be encoded");
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }
}
