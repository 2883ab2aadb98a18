package dev.dalleserver.painting.image;

import dev.dalleserver.picture.FileKind;
import java.util.Arrays;

/**
 * Adds the end marker to a file that was cut off behind its last pixels, so that the picture can be
 * decoded. The decoder still refuses a picture that lacks pixels.
 */
final class EndMarkerRepair {
  private static final int MARKER = 0xff;
  private static final int END_OF_IMAGE = 0xd9;
  private static final int START_OF_SCAN = 0xda;
  private static final byte[] PNG_END = {
    0, 0, 0, 0, 'I', 'E', 'N', 'D', (byte) 0xae, 0x42, 0x60, (byte) 0x82
  };

  private EndMarkerRepair() {}

  /** Returns the same bytes when they have an end marker, or need none; else a copy with one. */
  static byte[] repair(FileKind kind, byte[] bytes) {
    return switch (kind) {
      case JPEG -> endsAfterScan(bytes) ? bytes : withEndOfImage(bytes);
      case PNG -> pngEnd(bytes);
      default -> bytes;
    };
  }

  /** Returns true when an end of image stands behind the beginning of the last scan. */
  private static boolean endsAfterScan(byte[] bytes) {
    for (int i = bytes.length - 2; i >= 0; i--) {
      if ((bytes[i] & 0xff) == MARKER) {
        int marker = bytes[i + 1] & 0xff;
        if (marker == END_OF_IMAGE || marker == START_OF_SCAN) {
          return marker == END_OF_IMAGE;
        }
      }
    }
    return true;
  }

  private static byte[] withEndOfImage(byte[] bytes) {
    boolean half = (bytes[bytes.length - 1] & 0xff) == MARKER;
    byte[] whole = Arrays.copyOf(bytes, bytes.length + (half ? 1 : 2));
    whole[whole.length - 2] = (byte) MARKER;
    whole[whole.length - 1] = (byte) END_OF_IMAGE;
    return whole;
  }

  /** Goes from chunk to chunk; the end replaces what is left of a last one that has no pixels. */
  private static byte[] pngEnd(byte[] bytes) {
    int at = PngChunk.SIGNATURE_LENGTH;
    while (at + 8 <= bytes.length) {
      long length = number(bytes, at);
      boolean end = number(bytes, at + 4) == 0x49454e44;
      if (end && at + PngChunk.FRAME <= bytes.length) {
        return bytes;
      }
      if (end || at + length + PngChunk.FRAME > bytes.length) {
        return end ? withPngEnd(bytes, at) : bytes;
      }
      at += (int) (length + PngChunk.FRAME);
    }
    return withPngEnd(bytes, at);
  }

  private static byte[] withPngEnd(byte[] bytes, int at) {
    byte[] whole = Arrays.copyOf(bytes, at + PNG_END.length);
    System.arraycopy(PNG_END, 0, whole, at, PNG_END.length);
    return whole;
  }

  private static long number(byte[] bytes, int at) {
    return (bytes[at] & 0xffL) << 24
        | (bytes[at + 1] & 0xff) << 16
        | (bytes[at + 2] & 0xff) << 8
        | bytes[at + 3] & 0xff;
  }
}
