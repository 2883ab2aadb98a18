package dev.dalleserver.painting.image;

import dev.dalleserver.jobs.Cancellation;
import dev.dalleserver.jobs.CancelledException;
import dev.dalleserver.jobs.FailureCode;
import dev.dalleserver.jobs.JobException;
import dev.dalleserver.painting.image.BoundedDecoder.Decoded;
import dev.dalleserver.pictures.EncodedPicture;
import dev.dalleserver.pictures.PictureCodec;
import dev.dalleserver.pictures.PictureCodec.UnreadablePictureException;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Turns PNG files of unknown origin into pixels. */
public final class PictureDecoder {
  private static final long MAX_PIXELS = PictureCodec.MAX_PIXELS;

  private static final int HEADER_LENGTH = 13;

  /** How long a picture waits for memory; decoding has a separate limit. */
  private static final Duration MAX_WAIT = Duration.ofMinutes(1);

  private PictureDecoder() {}

  /**
   * Decodes a PNG, of any colour type.
   *
   * @throws JobException when the file is damaged, exceeds a bound of the decoder or 16 megapixels,
   *     or the thread is interrupted
   */
  public static Decoded read(BoundedDecoder decoder, byte[] png) throws JobException {
    try {
      check(PngChunk.readAll(png).get(0).data());
    } catch (DamagedPngException e) {
      throw failure("the picture cannot be read: " + e.getMessage(), e);
    }
    return read(decoder, EncodedPicture.of(png));
  }

  /**
   * Decodes a picture that is not in memory yet; its bytes are read when there is room for them.
   */
  static Decoded read(BoundedDecoder decoder, EncodedPicture picture) throws JobException {
    try {
      Cancellation waiting = new Cancellation(System::nanoTime, MAX_WAIT.toNanos());
      return decoder.decode(picture, MAX_PIXELS, waiting);
    } catch (UnreadablePictureException e) {
      throw failure("the picture cannot be read: " + e.getMessage(), e);
    } catch (CancelledException e) {
      throw failure("the picture cannot be read: there was no time or memory for it", e);
    } catch (IOException e) {
      throw failure("the picture cannot be read", e);
    }
  }

  /**
   * Returns the picture without alpha, on white where it is transparent; its type is {@link
   * BufferedImage#TYPE_INT_RGB}.
   */
  public static BufferedImage rgb(BufferedImage image) {
    return image.getType() == BufferedImage.TYPE_INT_RGB ? image : onWhite(image, 0);
  }

  /**
   * A copy of the type {@link BufferedImage#TYPE_INT_RGB}, on white where the picture is
   * transparent, with some more rows below it whose colour means nothing.
   */
  public static BufferedImage onWhite(BufferedImage picture, int rowsBelow) {
    BufferedImage copy =
        new BufferedImage(
            picture.getWidth(), picture.getHeight() + rowsBelow, BufferedImage.TYPE_INT_RGB);
    Graphics2D pen = copy.createGraphics();
    pen.drawImage(picture, 0, 0, Color.WHITE, null);
    pen.dispose();
    return copy;
  }

  /**
   * Returns the pixels of a picture that {@link #rgb} made: {@code 0xRRGGBB}, row by row; the upper
   * eight bits mean nothing.
   */
  public static int[] pixels(BufferedImage picture) {
    return ((DataBufferInt) picture.getRaster().getDataBuffer()).getData();
  }

  private static void check(ByteBuffer header) throws JobException, DamagedPngException {
    if (header.limit() != HEADER_LENGTH) {
      throw new DamagedPngException("a PNG with a broken header");
    }
    long width = header.getInt(0);
    long height = header.getInt(4);
    if (width < 1 || height < 1) {
      throw new DamagedPngException("a PNG without pixels");
    }
    if (width > MAX_PIXELS || height > MAX_PIXELS || width * height > MAX_PIXELS) {
      throw failure("the picture is too large: " + width + "x" + height, null);
    }
  }

  private static JobException failure(String message, @Nullable Throwable cause) {
    return new JobException(FailureCode.INTERNAL_SERVER_ERROR, message, cause);
  }
}
