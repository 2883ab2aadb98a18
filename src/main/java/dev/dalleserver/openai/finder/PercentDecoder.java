package dev.dalleserver.openai.finder;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Decodes the percent encoding of data URLs in pieces; a broken escape is passed on as it is. */
final class PercentDecoder extends FilterOutputStream {
  /** How many characters of an escape have come, and the value of the first digit. */
  private int state;

  private int high;

  PercentDecoder(OutputStream target) {
    super(target);
  }

  @Override
  public void write(byte[] source) throws IOException {
    write(source, 0, source.length);
  }

  @Override
  public void write(byte[] source, int offset, int length) throws IOException {
    for (int i = offset; i < offset + length; i++) {
      write(source[i] & 0xff);
    }
  }

  @Override
  public void write(int c) throws IOException {
    if (state == 0 && c == '%') {
      state = 1;
    } else if (state == 0) {
      out.write(c);
    } else if (state == 1) {
      high = c;
      state = 2;
    } else {
      state = 0;
      int first = Character.digit(high, 16);
      int second = Character.digit(c, 16);
      if (first >= 0 && second >= 0) {
        out.write(first << 4 | second);
      } else {
        out.write('%');
        out.write(high);
        out.write(c);
      }
    }
  }
}
