package dev.dalleserver.gpu;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** The body of an answer that ends in an error when it is longer than expected. */
public final class LimitedBody extends FilterInputStream {
  /** The body is longer than that. */
  static final class TooLongException extends IOException {
    private static final long serialVersionUID = 1L;

    TooLongException(long limit) {
      super("it has more than " + (limit >> 20) + " MiB");
    }
  }

  private final long limit;
  private long seen;

  /**
   * @param limit the most bytes that are passed on
   */
  public LimitedBody(InputStream body, long limit) {
    super(body);
    this.limit = limit;
  }

  @Override
  public int read() throws IOException {
    int value = in.read();
    count(value < 0 ? 0 : 1);
    return value;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    int read = in.read(target, offset, length);
    count(Math.max(0, read));
    return read;
  }

  @Override
  public boolean markSupported() {
    return false;
  }

  private void count(int bytes) throws TooLongException {
    seen += bytes;
    if (seen > limit) {
      throw new TooLongException(limit);
    }
  }
}
