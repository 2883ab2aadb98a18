package dev.dalleserver.console;

/**
 * Escapes text from outside for printing: the result cannot end a line, move the cursor of a
 * terminal, or reorder the characters around it.
 */
public final class EscapedText {
  private EscapedText() {}

  /**
   * Returns the text with an escape such as <code>&#92;u001b</code> for each control and formatting
   * character (C0, C1, bidirectional, invisible), line separator and unpaired surrogate.
   */
  public static String oneLine(String text) {
    return escape(text, "");
  }

  /** Does the same for text of several lines that the server itself has composed. */
  static String multiLine(String text) {
    return escape(text, "\n\r\t");
  }

  private static String escape(String text, String kept) {
    if (text.codePoints().noneMatch(EscapedText::needsEscape)) {
      return text;
    }
    StringBuilder escaped = new StringBuilder();
    text.codePoints()
        .forEach(
            character -> {
              if (needsEscape(character) && kept.indexOf(character) < 0) {
                escaped.append(escape(character));
              } else {
                escaped.appendCodePoint(character);
              }
            });
    return escaped.toString();
  }

  private static boolean needsEscape(int character) {
    return switch (Character.getType(character)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          true;
      default -> false;
    };
  }

  private static String escape(int character) {
    return switch (character) {
      case '\n' -> "\\n";
      case '\r' -> "\\r";
      case '\t' -> "\\t";
      default ->
          character <= Character.MAX_VALUE
              ? "\\u%04x".formatted(character)
              : "\\u{%x}".formatted(character);
    };
  }
}
