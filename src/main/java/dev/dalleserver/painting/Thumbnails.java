package dev.dalleserver.painting;

import dev.dalleserver.generation.EncodedPicture;
import dev.dalleserver.generation.GenerationException;
import dev.dalleserver.painting.BoundedDecoder.Decoded;
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
 * Makes small JPEGs for overviews: 384 pixels wide, less than 40,000 bytes. Only as many are made
 * at once as there are workplaces, so that a gallery's first visitor cannot take all the memory.
 */
public final class Thumbnails {
  static final int WIDTH = 384;
  static final int LARGEST = 40_000;

  /** Of a picture higher than this many widths the middle is shown. */
  private static final int LONGEST = 4;

  private static final float BEST = 0.86f;
  private static final float WORSE = 0.82f;

  private final RenderPermits workplaces;

  /**
   * @param workplaces where stored pictures are made small
   */
  public Thumbnails(RenderPermits workplaces) {
    this.workplaces = workplaces;
  }

  /**
   * The thumbnail of a stored picture; waits for a workplace.
   *
   * @throws GenerationException when the picture cannot be read, or when the thread is interrupted
   *     while it waits
   */
  public byte[] of(byte[] png) throws GenerationException {
    return of(EncodedPicture.of(png));
  }

  /** The same for one that is read from where it lies, once there is memory for it. */
  byte[] of(EncodedPicture png) throws GenerationException {
    return workplaces.run(
        () -> {
          try (Decoded picture = PictureDecoder.read(workplaces.decoder(), png)) {
            return jpeg(PictureDecoder.rgb(picture.image()));
          }
        });
  }

  /**
   * The same for a picture in memory, of the type {@link BufferedImage#TYPE_INT_RGB}, by somebody
   * who has a workplace.
   */
  static byte[] jpeg(BufferedImage picture) {
    BufferedImage small = scaled(picture);
    float quality = BEST;
    byte[] jpeg = encode(small, quality);
    while (jpeg.length >= LARGEST) {
      quality *= WORSE;
      jpeg = encode(small, quality);
    }
    return jpeg;
  }

  private static BufferedImage scaled(BufferedImage picture) {
    int rows = Math.min(picture.getHeight(), LONGEST * picture.getWidth());
    int firstRow = (picture.getHeight() - rows) / 2;
    long height = Math.round((double) rows * WIDTH / picture.getWidth());
    return AreaScaler.scale(picture, firstRow, rows, WIDTH, (int) Math.max(1, height));
  }

  private static byte[] encode(BufferedImage picture, float quality) {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(LARGEST);
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
