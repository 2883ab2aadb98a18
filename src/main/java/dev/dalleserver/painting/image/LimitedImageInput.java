package dev.dalleserver.painting.image;

import java.io.IOException;
import javax.imageio.stream.ImageInputStreamImpl;

/**
 * Reads an encoded picture from its array; the JDK's own streams would copy it first. Ends the
 * decoder that reads it, by an exception, when the {@link DecodingLimit} is reached.
 */
final class LimitedImageInput extends ImageInputStreamImpl {
  /** How many single bytes are read between two checks of the limit. */
  private static final int BYTES_BETWEEN_CHECKS = 1024;

  /**
   * The most bytes that one read returns. The JPEG decoder reads more only when it has worked
   * through these, so this bounds the work between two checks of the limit.
   */
  private static final int MAX_READ = 2048;

  private final byte[] bytes;
  private final DecodingLimit limit;
  private int single;

  LimitedImageInput(byte[] bytes, DecodingLimit limit) {
    this.bytes = bytes;
    this.limit = limit;
  }

  @Override
  public int read() throws IOException {
    bitOffset = 0;
    if (++single % BYTES_BETWEEN_CHECKS == 0) {
      limit.check();
    }
    return streamPos < bytes.length ? bytes[(int) streamPos++] & 0xff : -1;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    bitOffset = 0;
    limit.check();
    int count = (int) Math.min(Math.min(length, MAX_READ), bytes.length - streamPos);
    if (count <= 0) {
      return length == 0 ? 0 : -1;
    }
    System.arraycopy(bytes, (int) streamPos, target, offset, count);
    streamPos += count;
    return count;
  }

  @Override
  public long length() {
    return bytes.length;
  }
}
