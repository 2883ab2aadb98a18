package dev.dalleserver.settings;

import java.util.regex.Pattern;

/** What was given, made fit for one line of a message. */
final class Quoted {
  private static final int LONGEST = 60;

  /** A key pasted where none belongs. */
  private static final Pattern KEY = Pattern.compile("\\bsk-[A-Za-z0-9_-]{3,}");

  private Quoted() {}

  /** In quotes, on one line, cut when long, and left out when it looks like a key. */
  static String of(String text) {
    if (KEY.matcher(text).find()) {
      return "something like a key";
    }
    String whole = text.length() > LONGEST ? text.substring(0, LONGEST) + "..." : text;
    return "\"" + oneLine(whole) + "\"";
  }

  /** With a question mark for whatever could break the line or deceive a terminal. */
  static String oneLine(String text) {
    StringBuilder line = new StringBuilder();
    text.codePoints().map(Quoted::printable).forEach(line::appendCodePoint);
    return line.toString();
  }

  private static int printable(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          '?';
      default -> codePoint;
    };
  }
}
