package dev.dalleserver.openai.stream;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A stream that passes on up to {@code limit} bytes and fails at the next one. */
public final class BoundedInputStream extends FilterInputStream {
  private final long limit;
  private long remaining;

  public BoundedInputStream(InputStream input, long limit) {
    super(input);
    this.limit = limit;
    this.remaining = limit;
  }

  @Override
  public int read() throws IOException {
    int read = in.read();
    if (read >= 0) {
      consume(1);
    }
    return read;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    int count = in.read(target, offset, length);
    if (count > 0) {
      consume(count);
    }
    return count;
  }

  @Override
  public boolean markSupported() {
    return false;
  }

  private void consume(int count) throws SizeLimitException {
    remaining -= count;
    if (remaining < 0) {
      throw new SizeLimitException(limit);
    }
  }
}
