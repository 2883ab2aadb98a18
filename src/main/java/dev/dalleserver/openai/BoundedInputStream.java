package dev.dalleserver.openai;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A stream that passes on up to {@code limit} bytes and fails at the next one. */
final class BoundedInputStream extends FilterInputStream {
  private final long limit;
  private long left;

  BoundedInputStream(InputStream input, long limit) {
    super(input);
    this.limit = limit;
    this.left = limit;
  }

  @Override
  public int read() throws IOException {
    int read = in.read();
    if (read >= 0) {
      spend(1);
    }
    return read;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    int count = in.read(target, offset, length);
    if (count > 0) {
      spend(count);
    }
    return count;
  }

  @Override
  public boolean markSupported() {
    return false;
  }

  private void spend(int count) throws SizeLimitException {
    left -= count;
    if (left < 0) {
      throw new SizeLimitException(limit);
    }
  }
}
