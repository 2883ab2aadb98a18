package dev.dalleserver.generation;

import java.io.IOException;
import java.util.Optional;

/** Checks and re-encodes pictures that came from outside and are not to be trusted. */
public interface PictureCodec {
  /**
   * A picture that was decoded once and encoded anew.
   *
   * @param png not copied, treat as read-only
   */
  record Png(byte[] png, ImageSize size) {}

  /** What was offered as a picture is none, or not one to be decoded. */
  final class UnreadablePictureException extends Exception {
    private static final long serialVersionUID = 1L;

    public UnreadablePictureException(String message) {
      super(message);
    }
  }

  /**
   * Decodes a PNG or JPEG completely and encodes its pixels as PNG, so that metadata and whatever
   * follows the picture are gone. Its outline is read first: what claims to be too big, or to have
   * more parts than a picture needs, is never decoded. Waits until there is memory for it.
   *
   * @param maxPixels the most pixels that are decoded
   * @param exact the size to give it: scaled until it covers that size, then cut around the middle;
   *     empty keeps its own
   * @param cancellation ends waiting and decoding
   * @throws UnreadablePictureException when it is no such picture, is broken, is too big, or takes
   *     too long
   * @throws IOException when {@code encoded} cannot be read from where it lies
   */
  Png reencode(
      EncodedPicture encoded, long maxPixels, Optional<ImageSize> exact, Cancellation cancellation)
      throws UnreadablePictureException, CancelledException, IOException;
}
