package dev.dalleserver.painting;

import dev.dalleserver.generation.FailureCode;
import dev.dalleserver.generation.GenerationException;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import org.jspecify.annotations.Nullable;

/** Turns PNG files of unknown origin into pixels. */
final class PictureDecoder {
  /** 4096 by 4096; decoded, that is 64 MiB. */
  private static final long MOST_PIXELS = 16L << 20;

  private static final int HEADER_LENGTH = 13;

  private PictureDecoder() {}

  /**
   * The picture without alpha, on white where it is transparent; its type is {@link
   * BufferedImage#TYPE_INT_RGB}.
   *
   * @throws GenerationException as {@link #read}
   */
  static BufferedImage decode(byte[] png) throws GenerationException {
    BufferedImage image = read(png);
    return image.getType() == BufferedImage.TYPE_INT_RGB ? image : onWhite(image, 0);
  }

  /**
   * The picture in whatever form it is stored.
   *
   * @throws GenerationException when the file is damaged, or larger than 16 megapixels, which is
   *     noticed before memory is taken for it
   */
  static BufferedImage read(byte[] png) throws GenerationException {
    try {
      check(PngChunk.all(png).get(0).data());
      return readPixels(png);
    } catch (DamagedPngException e) {
      throw failure("the picture cannot be read: " + e.getMessage(), e);
    } catch (IOException | RuntimeException e) {
      // The JDK's reader answers bad bytes with exceptions of many kinds.
      throw failure("the picture cannot be read: its pixels are damaged", e);
    }
  }

  /**
   * A copy of the type {@link BufferedImage#TYPE_INT_RGB}, on white where the picture is
   * transparent, with some more rows below it whose colour means nothing.
   */
  static BufferedImage onWhite(BufferedImage picture, int rowsBelow) {
    BufferedImage copy =
        new BufferedImage(
            picture.getWidth(), picture.getHeight() + rowsBelow, BufferedImage.TYPE_INT_RGB);
    Graphics2D pen = copy.createGraphics();
    pen.drawImage(picture, 0, 0, Color.WHITE, null);
    pen.dispose();
    return copy;
  }

  /**
   * The pixels behind a picture that {@link #decode} made: {@code 0xRRGGBB}, row by row; the upper
   * eight bits mean nothing.
   */
  static int[] pixels(BufferedImage picture) {
    return ((DataBufferInt) picture.getRaster().getDataBuffer()).getData();
  }

  private static void check(ByteBuffer header) throws GenerationException, DamagedPngException {
    if (header.limit() != HEADER_LENGTH) {
      throw new DamagedPngException("a PNG with a broken header");
    }
    long width = header.getInt(0);
    long height = header.getInt(4);
    if (width < 1 || height < 1) {
      throw new DamagedPngException("a PNG without pixels");
    }
    if (width > MOST_PIXELS || height > MOST_PIXELS || width * height > MOST_PIXELS) {
      throw failure("the picture is too large: " + width + "x" + height, null);
    }
  }

  private static BufferedImage readPixels(byte[] png) throws IOException {
    Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName("png");
    ImageReader reader = readers.next();
    try (ImageInputStream in = new ByteArrayImageInput(png)) {
      reader.setInput(in, true, true);
      return reader.read(0);
    } finally {
      reader.dispose();
    }
  }

  private static GenerationException failure(String message, @Nullable Throwable cause) {
    return new GenerationException(FailureCode.INTERNAL_SERVER_ERROR, message, cause);
  }
}
