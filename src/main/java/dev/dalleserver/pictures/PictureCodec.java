package dev.dalleserver.pictures;

import dev.dalleserver.jobs.Cancellation;
import dev.dalleserver.jobs.CancelledException;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;

/** The port that checks and re-encodes untrusted pictures from outside. */
public interface PictureCodec {
  /**
   * The most pixels of a picture that anything here decodes or stores. Memory bounds them before:
   * this many need a heap of about 4 GB.
   */
  long MAX_PIXELS = 128_000_000;

  /**
   * A picture that was decoded once and encoded anew.
   *
   * @param png not copied, treat as read-only
   */
  record Png(byte[] png, ImageSize size) {}

  /**
   * A preview that is received from outside: its bytes are written first, and more than a bound are
   * ignored. Confined to one thread. Closing forgets it.
   */
  abstract class IncomingPreview extends OutputStream implements Preview {
    @Override
    public abstract void write(byte[] source, int offset, int length);

    @Override
    public void write(int value) {
      write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public abstract void close();
  }

  /** The bytes are no picture, or a picture that the server does not decode. */
  final class UnreadablePictureException extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean otherFormat;

    public UnreadablePictureException(String message) {
      this(message, false);
    }

    private UnreadablePictureException(String message, boolean otherFormat) {
      super(message);
      this.otherFormat = otherFormat;
    }

    /**
     * Creates the exception for bytes of a format that the server does not decode.
     *
     * @param format as people call it
     */
    public static UnreadablePictureException ofOtherFormat(String format) {
      return new UnreadablePictureException(
          "what was sent is " + format + ", and not PNG, JPEG, WebP or GIF", true);
    }

    /** Returns true when the bytes may be a whole picture of a format that is not decoded. */
    public boolean isOtherFormat() {
      return otherFormat;
    }
  }

  /**
   * Decodes a PNG, JPEG, WebP or GIF completely and encodes its pixels as PNG: upright, in the
   * colours of sRGB, of an animation the first frame; metadata and bytes after the picture are
   * gone. Reads its outline first: a picture that claims to be too big, or to have more parts than
   * a picture needs, is never decoded. Waits until there is memory for it.
   *
   * @param maxPixels the most pixels that are decoded
   * @param exact the size to give it: scaled until it covers that size, then cut around the middle;
   *     empty keeps its own
   * @param cancellation ends waiting and decoding
   * @throws UnreadablePictureException when the picture is of another format, is broken, is too
   *     big, or takes too long
   * @throws IOException when {@code encoded} cannot be read
   */
  Png reencode(
      EncodedPicture encoded, long maxPixels, Optional<ImageSize> exact, Cancellation cancellation)
      throws UnreadablePictureException, CancelledException, IOException;

  /**
   * Begins to receive a preview, which is checked as every picture from outside. It takes memory
   * only while there is plenty, and never waits for it.
   *
   * @param cancellation ends decoding
   */
  default IncomingPreview beginPreview(Cancellation cancellation) {
    return new IncomingPreview() {
      @Override
      public void write(byte[] source, int offset, int length) {}

      @Override
      public Optional<byte[]> encode(PictureEncoder.Encoding encoding, Optional<ImageSize> exact) {
        return Optional.empty();
      }

      @Override
      public Optional<byte[]> thumbnail() {
        return Optional.empty();
      }

      @Override
      public void close() {}
    };
  }
}
