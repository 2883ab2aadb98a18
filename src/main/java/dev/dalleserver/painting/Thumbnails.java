package dev.dalleserver.painting;

import dev.dalleserver.generation.FailureCode;
import dev.dalleserver.generation.GenerationException;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.concurrent.Semaphore;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.plugins.jpeg.JPEGImageWriteParam;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * Makes small JPEGs for overviews: 384 pixels wide, less than 40,000 bytes. Only two are made at
 * once, so that a gallery's first visitor cannot take all the memory.
 */
public final class Thumbnails {
  static final int WIDTH = 384;
  static final int LARGEST = 40_000;

  private static final int AT_ONCE = 2;

  /** Of a picture higher than this many widths the middle is shown. */
  private static final int LONGEST = 4;

  private static final float BEST = 0.86f;
  private static final float WORSE = 0.82f;

  private final Semaphore permits = new Semaphore(AT_ONCE);

  /**
   * The thumbnail of a stored picture; waits while two others are being made.
   *
   * @throws GenerationException when the picture cannot be read, or when the thread is interrupted
   *     while it waits
   */
  public byte[] of(byte[] png) throws GenerationException {
    return withPermit(() -> jpeg(PictureDecoder.decode(png)));
  }

  /** The same for a picture in memory, of the type {@link BufferedImage#TYPE_INT_RGB}. */
  byte[] of(BufferedImage picture) throws GenerationException {
    return withPermit(() -> jpeg(picture));
  }

  private interface Work {
    byte[] run() throws GenerationException, IOException;
  }

  private byte[] withPermit(Work work) throws GenerationException {
    try {
      permits.acquire();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new GenerationException(
          FailureCode.INTERNAL_SERVER_ERROR, "interrupted before the thumbnail was made", e);
    }
    try {
      return work.run();
    } catch (IOException e) {
      throw new GenerationException(
          FailureCode.INTERNAL_SERVER_ERROR, "the thumbnail could not be written", e);
    } finally {
      permits.release();
    }
  }

  private static byte[] jpeg(BufferedImage picture) throws IOException {
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

  private static byte[] encode(BufferedImage picture, float quality) throws IOException {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(LARGEST);
    try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
      JPEGImageWriteParam param = (JPEGImageWriteParam) writer.getDefaultWriteParam();
      param.setOptimizeHuffmanTables(true);
      param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      param.setCompressionQuality(quality);
      writer.setOutput(out);
      writer.write(null, new IIOImage(picture, null, null), param);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }
}
