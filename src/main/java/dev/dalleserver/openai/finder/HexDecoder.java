package dev.dalleserver.openai.finder;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Decodes hexadecimal digits as they are written in practice: of either case, with white space,
 * colons, commas or dashes between bytes, and with {@code 0x} or {@code \x} in front of all or of
 * each.
 */
final class HexDecoder implements TextDecoder {
  private final OutputStream target;
  private int high = -1;
  private boolean valid = true;

  HexDecoder(OutputStream target) {
    this.target = target;
  }

  /** Returns what the beginning of a text encodes, or nothing when it is not hexadecimal. */
  static byte[] decodeBeginning(byte[] text, int length) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    return new HexDecoder(bytes).write(text, 0, length) ? bytes.toByteArray() : new byte[0];
  }

  @Override
  public boolean write(byte[] text, int offset, int length) throws IOException {
    for (int i = offset; valid && i < offset + length; i++) {
      write((char) (text[i] & 0xff));
    }
    return valid;
  }

  @Override
  public void endText() throws IOException {
    target.flush();
  }

  @Override
  public boolean finish() throws IOException {
    target.flush();
    return valid && high < 0;
  }

  private void write(char c) throws IOException {
    int digit = Character.digit(c, 16);
    boolean prefix = c == 'x' || c == 'X';
    if (digit >= 0 && high < 0) {
      high = digit;
    } else if (digit >= 0) {
      target.write(high << 4 | digit);
      high = -1;
    } else if (prefix && high <= 0) {
      // Behind the zero or the backslash of a prefix.
      high = -1;
    } else {
      valid = high < 0 && " \t\r\n:,-\\".indexOf(c) >= 0;
    }
  }
}
