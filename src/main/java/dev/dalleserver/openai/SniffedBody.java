package dev.dalleserver.openai;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A body that remembers whether it began as JSON does. */
final class SniffedBody extends FilterInputStream {
  /** The bytes of a byte order mark in UTF-8, which some servers send first. */
  private static final String BYTE_ORDER_MARK = "\u00EF\u00BB\u00BF";

  private int first = -1;

  SniffedBody(InputStream body) {
    super(body);
  }

  /** Returns false also for a body that is empty, or of which nothing was read. */
  boolean beganAsJson() {
    return first == '{' || first == '[';
  }

  @Override
  public int read() throws IOException {
    int value = super.read();
    note(value);
    return value;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    int count = super.read(bytes, offset, length);
    for (int i = 0; i < count && first < 0; i++) {
      note(bytes[offset + i] & 0xff);
    }
    return count;
  }

  private void note(int value) {
    boolean counts = value > ' ' && BYTE_ORDER_MARK.indexOf(value) < 0;
    if (first < 0 && counts) {
      first = value;
    }
  }
}
