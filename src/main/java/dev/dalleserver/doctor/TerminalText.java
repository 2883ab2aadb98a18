package dev.dalleserver.doctor;

import java.util.HexFormat;

/**
 * Text of unknown origin, such as a file's name, made safe for a terminal: what would move the
 * cursor, change colours, turn the direction of writing or begin a new line is written as {@code
 * \\u} and its number, and a backslash as two.
 */
public final class TerminalText {
  private static final HexFormat HEX = HexFormat.of();

  private TerminalText() {}

  /** One line that shows {@code text} and does nothing else. */
  public static String of(String text) {
    StringBuilder safe = new StringBuilder(text.length());
    text.codePoints().forEach(codePoint -> append(safe, codePoint));
    return safe.toString();
  }

  private static void append(StringBuilder safe, int codePoint) {
    if (codePoint == '\\') {
      safe.append("\\\\");
    } else if (isShown(codePoint)) {
      safe.appendCodePoint(codePoint);
    } else {
      for (char unit : Character.toChars(codePoint)) {
        safe.append("\\u").append(HEX.toHexDigits(unit));
      }
    }
  }

  private static boolean isShown(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED ->
          false;
      default -> true;
    };
  }
}
