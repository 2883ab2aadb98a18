package dev.dalleserver.settings;

import dev.dalleserver.console.EscapedText;
import java.util.regex.Pattern;

/** What was given, made fit for one line of a message. */
final class QuotedValue {
  private static final int LONGEST = 60;

  /** A key pasted where none belongs. */
  private static final Pattern KEY = Pattern.compile("\\bsk-[A-Za-z0-9_-]{3,}");

  private QuotedValue() {}

  /** In quotes, on one line, cut when long, and left out when it looks like a key. */
  static String of(String text) {
    if (KEY.matcher(text).find()) {
      return "something like a key";
    }
    String whole = text.length() > LONGEST ? text.substring(0, LONGEST) + "..." : text;
    return "\"" + EscapedText.oneLine(whole) + "\"";
  }
}
