package dev.dalleserver.openai;

import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * A stream that remembers the first bytes that are read from it, for the case that the reader does
 * not understand them.
 */
final class RecordedHead extends FilterInputStream {
  private static final int LIMIT = 64 << 10;

  private final ByteArrayOutputStream head = new ByteArrayOutputStream(512);

  RecordedHead(InputStream input) {
    super(input);
  }

  @Override
  public int read() throws IOException {
    int read = in.read();
    if (read >= 0 && head.size() < LIMIT) {
      head.write(read);
    }
    return read;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    int count = in.read(target, offset, length);
    if (count > 0 && head.size() < LIMIT) {
      head.write(target, offset, Math.min(count, LIMIT - head.size()));
    }
    return count;
  }

  @Override
  public boolean markSupported() {
    return false;
  }

  /** Returns false also for a body that is empty, or of which nothing was read. */
  boolean beganAsJson() {
    String begin = head.toString(StandardCharsets.UTF_8).stripLeading();
    String text = begin.startsWith("\uFEFF") ? begin.substring(1).stripLeading() : begin;
    return text.startsWith("{") || text.startsWith("[");
  }

  /** Reads the head to its end, or as far as it comes, and returns it. */
  String readOn() {
    byte[] buffer = new byte[4096];
    try {
      while (head.size() < LIMIT && read(buffer, 0, buffer.length) >= 0) {
        // The bytes are remembered.
      }
    } catch (IOException cut) {
      // What has come is enough to tell what it is.
    }
    return head.toString(StandardCharsets.UTF_8);
  }
}
