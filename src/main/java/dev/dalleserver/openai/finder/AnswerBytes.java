package dev.dalleserver.openai.finder;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The bytes of an answer, one by one, with a look at those that come next. */
final class AnswerBytes {
  private static final int BUFFER = 16_384;

  private final InputStream in;
  private final byte[] buffer = new byte[BUFFER];
  private int at;
  private int end;
  private @Nullable IOException failure;

  AnswerBytes(InputStream in) {
    this.in = in;
  }

  /** Returns the next byte without taking it, or -1 at the end. */
  int peek() throws IOException {
    return at < end || fill() ? buffer[at] & 0xff : -1;
  }

  /** Takes the next byte; -1 at the end. */
  int next() throws IOException {
    return at < end || fill() ? buffer[at++] & 0xff : -1;
  }

  /**
   * Returns up to {@code count} bytes without taking them; fewer only at the end, and in front of
   * an error, which is thrown when all bytes before it are taken.
   */
  byte[] peek(int count) throws IOException {
    if (end - at < count) {
      System.arraycopy(buffer, at, buffer, 0, end - at);
      end -= at;
      at = 0;
      int read = 0;
      while (end < count && read >= 0 && failure == null) {
        try {
          read = read(end, BUFFER - end);
        } catch (IOException later) {
          read = -1;
        }
        end += Math.max(0, read);
      }
    }
    return Arrays.copyOfRange(buffer, at, at + Math.min(count, end - at));
  }

  /** Skips white space of JSON, and the separator of records in JSON text sequences. */
  void skipBlanks() throws IOException {
    int c = peek();
    while (c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == 0x1e) {
      at++;
      c = peek();
    }
  }

  /** Skips to behind the next end of a line, or to the end. */
  void skipLine() throws IOException {
    int c = next();
    while (c >= 0 && c != '\n' && c != '\r') {
      c = next();
    }
  }

  /** Skips to the end. */
  void skipToEnd() throws IOException {
    while (next() >= 0) {
      at = end;
    }
  }

  /** Takes bytes up to the next quotation mark or backslash, and at most {@code length}. */
  int takePlain(byte[] target, int offset, int length) throws IOException {
    if (at == end && !fill()) {
      return 0;
    }
    int most = Math.min(length, end - at);
    int count = 0;
    while (count < most && buffer[at + count] != '"' && buffer[at + count] != '\\') {
      count++;
    }
    System.arraycopy(buffer, at, target, offset, count);
    at += count;
    return count;
  }

  /** Returns what is left as a stream. */
  InputStream remaining() {
    return new InputStream() {
      @Override
      public int read() throws IOException {
        return next();
      }

      @Override
      public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
          return 0;
        }
        if (at == end && !fill()) {
          return -1;
        }
        int count = Math.min(length, end - at);
        System.arraycopy(buffer, at, target, offset, count);
        at += count;
        return count;
      }
    };
  }

  /** Returns true when that error came from the answer itself, and not from where it is written. */
  boolean hasFailedWith(IOException error) {
    return failure == error;
  }

  private boolean fill() throws IOException {
    at = 0;
    end = Math.max(0, read(0, BUFFER));
    return end > 0;
  }

  private int read(int offset, int length) throws IOException {
    if (failure != null) {
      throw failure;
    }
    try {
      return in.read(buffer, offset, length);
    } catch (IOException e) {
      failure = e;
      throw e;
    }
  }
}
