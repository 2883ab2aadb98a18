package dev.dalleserver.openai;

import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** A stream that keeps a copy of what is read from it, as long as that is small. */
final class AnswerCopy extends FilterInputStream {
  /** What is longer is no text for people. */
  static final int MAX_BYTES = 64 << 10;

  private final ByteArrayOutputStream copy = new ByteArrayOutputStream();
  private boolean complete = true;

  AnswerCopy(InputStream answer) {
    super(answer);
  }

  @Override
  public int read() throws IOException {
    int c = in.read();
    if (c >= 0) {
      keep(new byte[] {(byte) c}, 0, 1);
    }
    return c;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    int count = in.read(target, offset, length);
    if (count > 0) {
      keep(target, offset, count);
    }
    return count;
  }

  @Override
  public boolean markSupported() {
    return false;
  }

  /** Returns true when nothing was read. */
  boolean isEmpty() {
    return complete && copy.size() == 0;
  }

  /** Returns all that was read; empty when it was nothing, or too much to keep. */
  Optional<byte[]> bytes() {
    return complete && copy.size() > 0 ? Optional.of(copy.toByteArray()) : Optional.empty();
  }

  private void keep(byte[] source, int offset, int length) {
    complete = complete && copy.size() + length <= MAX_BYTES;
    if (complete) {
      copy.write(source, offset, length);
    }
  }
}
