package dev.dalleserver.painting.image;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** Reads numbers from a stream through a buffer: reading a stream byte by byte is slow. */
final class ByteCursor {
  private static final int BUFFER = 8192;

  private final InputStream in;
  private final byte[] buffer = new byte[BUFFER];
  private int at;
  private int end;

  /**
   * @param head bytes that were read already, at most 8 KiB
   * @param in what follows them
   */
  ByteCursor(byte[] head, InputStream in) {
    this.in = in;
    System.arraycopy(head, 0, buffer, 0, head.length);
    end = head.length;
  }

  /** True unless all bytes were read. */
  boolean hasNext() throws IOException {
    if (at < end) {
      return true;
    }
    at = 0;
    end = Math.max(0, in.read(buffer, 0, BUFFER));
    return end > 0;
  }

  /** The next byte, 0 to 255. */
  int next() throws IOException {
    if (!hasNext()) {
      throw new EOFException();
    }
    return buffer[at++] & 0xff;
  }

  int uint16() throws IOException {
    return next() << 8 | next();
  }

  /** The next two bytes, the lower one first. */
  int littleUint16() throws IOException {
    int low = next();
    return low | next() << 8;
  }

  /** The next three bytes, the lowest one first. */
  int littleUint24() throws IOException {
    int low = littleUint16();
    return low | next() << 16;
  }

  /** The next four bytes, the lowest one first. */
  long littleUint32() throws IOException {
    int low = littleUint16();
    return low | (long) littleUint16() << 16;
  }

  long uint32() throws IOException {
    return (long) uint16() << 16 | uint16();
  }

  void skip(long count) throws IOException {
    long inBuffer = Math.min(count, end - at);
    at += (int) inBuffer;
    in.skipNBytes(count - inBuffer);
  }

  /**
   * Moves behind the next JPEG marker, over the compressed data and the restart markers in it.
   *
   * @return the marker's second byte, or -1 at the end
   */
  int marker() throws IOException {
    while (hasNext()) {
      if (buffer[at++] != (byte) 0xff) {
        continue;
      }
      int second = 0xff;
      while (second == 0xff && hasNext()) {
        second = buffer[at++] & 0xff;
      }
      boolean restart = second >= 0xd0 && second <= 0xd7;
      if (second != 0 && second != 0xff && !restart) {
        return second;
      }
    }
    return -1;
  }
}
