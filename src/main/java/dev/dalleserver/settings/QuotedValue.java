package dev.dalleserver.settings;

import dev.dalleserver.console.EscapedText;
import java.util.regex.Pattern;

/** Formats a given value for one line of a message. */
final class QuotedValue {
  private static final int MAX_LENGTH = 60;

  /** Matches a key that was given for a setting that does not take one. */
  private static final Pattern KEY = Pattern.compile("\\bsk-[A-Za-z0-9_-]{3,}");

  private QuotedValue() {}

  /**
   * Returns the text in quotes, on one line, cut when long, and replaced when it looks like a key.
   */
  static String of(String text) {
    if (KEY.matcher(text).find()) {
      return "a text that looks like a key";
    }
    String shortened = text.length() > MAX_LENGTH ? text.substring(0, MAX_LENGTH) + "..." : text;
    return "\"" + EscapedText.oneLine(shortened) + "\"";
  }
}
