package dev.dalleserver.painting.image;

import dev.dalleserver.jobs.JobException;
import dev.dalleserver.painting.image.BoundedDecoder.Decoded;
import dev.dalleserver.pictures.EncodedPicture;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.plugins.jpeg.JPEGImageWriteParam;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * Makes small JPEGs for overviews: 384 pixels wide, less than 40,000 bytes. Render permits bound
 * how many are made at once, so that the first view of a large gallery cannot take all the memory.
 */
public final class Thumbnails {
  static final int WIDTH = 384;
  static final int MAX_BYTES = 40_000;

  /** A picture higher than this many widths is cut to its middle. */
  private static final int MAX_HEIGHT_IN_WIDTHS = 4;

  private static final float BEST_QUALITY = 0.86f;
  private static final float QUALITY_FACTOR = 0.82f;

  private final RenderPermits permits;

  /**
   * @param permits bound how many stored pictures are scaled at once
   */
  public Thumbnails(RenderPermits permits) {
    this.permits = permits;
  }

  /**
   * Makes the thumbnail of a stored picture; waits for a permit.
   *
   * @throws JobException when the picture cannot be read, or when the thread is interrupted while
   *     it waits
   */
  public byte[] of(byte[] png) throws JobException {
    return of(EncodedPicture.of(png));
  }

  /** Makes the thumbnail of a picture that is read from its source once there is memory for it. */
  public byte[] of(EncodedPicture png) throws JobException {
    return permits.run(
        () -> {
          try (Decoded picture = PictureDecoder.read(permits.decoder(), png)) {
            return jpeg(PictureDecoder.rgb(picture.image()));
          }
        });
  }

  /**
   * Makes the thumbnail of a picture in memory, of the type {@link BufferedImage#TYPE_INT_RGB}; the
   * caller holds a permit.
   */
  public static byte[] jpeg(BufferedImage picture) {
    BufferedImage small = scaled(picture);
    float quality = BEST_QUALITY;
    byte[] jpeg = encode(small, quality);
    while (jpeg.length >= MAX_BYTES) {
      quality *= QUALITY_FACTOR;
      jpeg = encode(small, quality);
    }
    return jpeg;
  }

  private static BufferedImage scaled(BufferedImage picture) {
    int rows = Math.min(picture.getHeight(), MAX_HEIGHT_IN_WIDTHS * picture.getWidth());
    int firstRow = (picture.getHeight() - rows) / 2;
    long height = Math.round((double) rows * WIDTH / picture.getWidth());
    return AreaScaler.scale(picture, firstRow, rows, WIDTH, (int) Math.max(1, height));
  }

  private static byte[] encode(BufferedImage picture, float quality) {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(MAX_BYTES);
    try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
      JPEGImageWriteParam param = (JPEGImageWriteParam) writer.getDefaultWriteParam();
      param.setOptimizeHuffmanTables(true);
      param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      param.setCompressionQuality(quality);
      writer.setOutput(out);
      writer.write(null, new IIOImage(picture, null, null), param);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory does not fail", e);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }
}
