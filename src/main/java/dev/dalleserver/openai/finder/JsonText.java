package dev.dalleserver.openai.finder;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * The content of one JSON string as UTF-8, read while it arrives: escapes are resolved, and the
 * string is never whole in memory. Begins behind the opening quotation mark; at its end the closing
 * one is taken.
 */
final class JsonText extends InputStream {
  private final AnswerBytes in;
  private byte[] pending = {};
  private int pendingAt;
  private boolean ended;

  JsonText(AnswerBytes in) {
    this.in = in;
  }

  @Override
  public int read() throws IOException {
    if (pendingAt < pending.length) {
      return pending[pendingAt++] & 0xff;
    }
    if (ended) {
      return -1;
    }
    int c = required();
    if (c == '"') {
      ended = true;
      return -1;
    }
    return c == '\\' ? escaped() : c;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (!ended && pendingAt == pending.length) {
      int count = in.takePlain(target, offset, length);
      if (count > 0) {
        return count;
      }
    }
    int single = read();
    if (single < 0) {
      return -1;
    }
    target[offset] = (byte) single;
    return 1;
  }

  /** Reads the rest of the string and forgets it. */
  void drain() throws IOException {
    byte[] scratch = new byte[8192];
    int count = 0;
    while (count >= 0) {
      count = read(scratch, 0, scratch.length);
    }
  }

  private int escaped() throws IOException {
    int c = required();
    return switch (c) {
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'u' -> unicode();
      default -> c;
    };
  }

  private int unicode() throws IOException {
    int unit = 0;
    for (int i = 0; i < 4; i++) {
      int digit = Character.digit(required(), 16);
      if (digit < 0) {
        throw new MalformedAnswerException(Finding.NOT_JSON + ": a text has a broken escape");
      }
      unit = unit << 4 | digit;
    }
    // Halves of surrogate pairs become question marks: they stand in no picture and no URL.
    pending = String.valueOf((char) unit).getBytes(StandardCharsets.UTF_8);
    pendingAt = 1;
    return pending[0] & 0xff;
  }

  private int required() throws IOException {
    int c = in.next();
    if (c < 0) {
      throw new MalformedAnswerException("it ends early, in the middle of a text");
    }
    return c;
  }
}
