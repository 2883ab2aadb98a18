package dev.dalleserver.painting.image;

import dev.dalleserver.picture.FileKind;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Adds the end marker to a file that was cut off behind its last pixels, so that the picture can be
 * decoded. The decoder still refuses a picture that lacks pixels.
 */
final class EndMarkerRepair {
  private static final int MARKER = 0xff;
  private static final int END_OF_IMAGE = 0xd9;
  private static final int START_OF_SCAN = 0xda;
  private static final int PROGRESSIVE_FRAME = 0xc2;
  private static final int FIRST_RESTART = 0xd0;
  private static final byte[] PNG_END = {
    0, 0, 0, 0, 'I', 'E', 'N', 'D', (byte) 0xae, 0x42, 0x60, (byte) 0x82
  };

  private EndMarkerRepair() {}

  /** Returns the same bytes when they have an end marker, or need none; else a copy with one. */
  static byte[] repair(FileKind kind, byte[] bytes) {
    return switch (kind) {
      case JPEG -> endsAfterScan(bytes) || lacksScans(bytes) ? bytes : withEndOfImage(bytes);
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

  /**
   * Returns true for a progressive JPEG of which a scan has not begun, so that the decoder would
   * take it for a coarser picture: one with coefficients that no scan brings to their last bit (ITU
   * T.81, G.1.1.1). What a scan lacks that has begun, the decoder notices.
   */
  private static boolean lacksScans(byte[] bytes) {
    int[] components = {};
    long[] finished = new long[256];
    int at = 2;
    while (at + 4 <= bytes.length) {
      int marker = bytes[at + 1] & 0xff;
      if ((bytes[at] & 0xff) != MARKER || marker == MARKER) {
        at++;
        continue;
      }
      boolean bare = marker <= 1 || marker >= FIRST_RESTART && marker <= END_OF_IMAGE;
      int next = at + 2 + (bare ? 0 : (bytes[at + 2] & 0xff) << 8 | bytes[at + 3] & 0xff);
      if (next > bytes.length) {
        break;
      }
      if (marker == PROGRESSIVE_FRAME && next - at >= 10) {
        components = components(bytes, at, next);
      } else if (marker == START_OF_SCAN) {
        addFinished(finished, bytes, at, next);
      }
      at = next;
    }
    return Arrays.stream(components).anyMatch(component -> finished[component] != -1L);
  }

  private static int[] components(byte[] bytes, int frame, int end) {
    int count = Math.min(bytes[frame + 9] & 0xff, (end - frame - 10) / 3);
    return IntStream.range(0, count).map(i -> bytes[frame + 10 + 3 * i] & 0xff).toArray();
  }

  /** Sets the bits of the coefficients that a scan brings to their last bit, by component. */
  private static void addFinished(long[] finished, byte[] bytes, int scan, int end) {
    int count = bytes[scan + 4] & 0xff;
    int band = scan + 5 + 2 * count;
    if (band + 3 > end || (bytes[band + 2] & 0xf) != 0) {
      return;
    }
    int first = Math.min(bytes[band] & 0xff, 63);
    int last = Math.min(bytes[band + 1] & 0xff, 63);
    long mask = first > last ? 0 : (-1L >>> (63 - (last - first))) << first;
    for (int i = 0; i < count; i++) {
      finished[bytes[scan + 5 + 2 * i] & 0xff] |= mask;
    }
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
