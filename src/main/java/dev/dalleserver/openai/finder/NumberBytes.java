package dev.dalleserver.openai.finder;

import java.io.IOException;
import java.io.InputStream;

/**
 * The bytes that numbers in a JSON array spell, or in an object whose names count them, read while
 * they arrive: {@code [137,80,78,71]}, also signed, or {@code {"0":137,"1":80}}. Ends in front of
 * the first value that is no number, or behind the first number that is no byte.
 */
final class NumberBytes extends InputStream {
  private static final int MAX_DIGITS = 4;

  private final AnswerBytes in;
  private final boolean named;
  private boolean ended;

  /**
   * @param in at the first number
   * @param named true when each of the numbers but the first has a name in front
   */
  NumberBytes(AnswerBytes in, boolean named) {
    this.in = in;
    this.named = named;
  }

  /** Returns true when a number begins with this character. */
  static boolean isBegunBy(int c) {
    return (c >= '0' && c <= '9') || c == '-';
  }

  @Override
  public int read() throws IOException {
    if (ended || !isBegunBy(in.peek())) {
      return -1;
    }
    StringBuilder literal = new StringBuilder();
    int c = in.peek();
    while (Character.isLetterOrDigit(c) || c == '-' || c == '+' || c == '.') {
      if (literal.length() <= MAX_DIGITS) {
        literal.append((char) c);
      }
      in.next();
      c = in.peek();
    }
    skipToNext();
    boolean number = literal.toString().matches("-?\\d{1,3}");
    int value = number ? Integer.parseInt(literal.toString()) : Integer.MAX_VALUE;
    ended = value < Byte.MIN_VALUE || value > 0xff;
    return ended ? -1 : value & 0xff;
  }

  private void skipToNext() throws IOException {
    in.skipBlanks();
    if (in.peek() < 0) {
      throw new MalformedAnswerException("it ends early");
    }
    if (in.peek() == ',') {
      in.next();
      in.skipBlanks();
      if (named) {
        skipName();
      }
    }
  }

  private void skipName() throws IOException {
    while (in.peek() >= 0 && !NumberBytes.isBegunBy(in.peek())) {
      in.next();
    }
    while (in.peek() >= 0 && in.peek() != ':') {
      in.next();
    }
    in.next();
    in.skipBlanks();
  }
}
