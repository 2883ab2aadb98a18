package dev.dalleserver.painting.image;

import dev.dalleserver.jobs.Cancellation;
import dev.dalleserver.jobs.CancelledException;
import dev.dalleserver.jobs.FailureCode;
import dev.dalleserver.jobs.JobException;
import dev.dalleserver.picture.PictureFormat;
import dev.dalleserver.pictures.EncodedPicture;
import dev.dalleserver.pictures.PictureCodec.UnreadablePictureException;
import dev.dalleserver.pictures.PictureEncoder;
import dev.dalleserver.text.PlainReason;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** {@link PictureEncoder} on the JDK's JPEG writer. What is transparent becomes white. */
public final class JpegEncoder implements PictureEncoder {
  /** No picture that is stored has more. */
  private static final long MAX_PIXELS = 1L << 26;

  private final RenderPermits permits;

  /**
   * @param permits bound how many pictures are encoded at once
   */
  public JpegEncoder(RenderPermits permits) {
    this.permits = permits;
  }

  @Override
  public byte[] encode(byte[] png, Encoding encoding, Cancellation cancellation)
      throws JobException, CancelledException {
    if (encoding.format() == PictureFormat.PNG) {
      return png;
    }
    try (RenderPermits.Permit permit = permits.acquire(cancellation)) {
      return decodeAndWrite(png, encoding.quality(), cancellation);
    }
  }

  private byte[] decodeAndWrite(byte[] png, int quality, Cancellation cancellation)
      throws JobException, CancelledException {
    try (BoundedDecoder.Decoded decoded =
        permits.decoder().decode(EncodedPicture.of(png), MAX_PIXELS, cancellation)) {
      return write(opaque(decoded.image()), quality);
    } catch (UnreadablePictureException | IOException e) {
      throw new JobException(
          FailureCode.INTERNAL_SERVER_ERROR,
          "the picture cannot be encoded as JPEG: " + PlainReason.of(e),
          e);
    }
  }

  /** Encodes pixels, for a caller that bounds how many are encoded at once. */
  public static byte[] encode(BufferedImage picture, int quality) {
    try {
      return write(opaque(picture), quality);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory does not fail", e);
    }
  }

  /** The JDK's writer takes pictures with transparency, or with a palette, for other colours. */
  private static BufferedImage opaque(BufferedImage picture) {
    if (picture.getType() == BufferedImage.TYPE_INT_RGB) {
      return picture;
    }
    BufferedImage plain =
        new BufferedImage(picture.getWidth(), picture.getHeight(), BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = plain.createGraphics();
    try {
      graphics.drawImage(picture, 0, 0, Color.WHITE, null);
    } finally {
      graphics.dispose();
    }
    return plain;
  }

  private static byte[] write(BufferedImage picture, int quality) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(1 << 18);
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    try (MemoryCacheImageOutputStream output = new MemoryCacheImageOutputStream(bytes)) {
      ImageWriteParam settings = writer.getDefaultWriteParam();
      settings.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      settings.setCompressionQuality(quality / (float) Encoding.BEST);
      writer.setOutput(output);
      writer.write(null, new IIOImage(picture, null, null), settings);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }
}
