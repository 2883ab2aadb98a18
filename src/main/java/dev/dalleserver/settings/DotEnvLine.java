package dev.dalleserver.settings;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A parser of one line of a {@code .env} file. */
final class DotEnvLine {
  /** Gets what a line says; an empty line and a comment say nothing. */
  interface Receiver {
    /** Called with a variable and its value, quotes and escapes resolved. */
    void assignment(String key, String value);

    /**
     * Called for a line of another form; the reason never repeats the line, it may hold a key.
     *
     * @param key the variable that the line seems to set, or empty
     */
    void malformed(String key, String reason);
  }

  /** The part before the value; a name ends at the equals sign or at blanks before it. */
  private static final Pattern HEAD =
      Pattern.compile("[ \t]*(?:export[ \t]+)?([A-Za-z_][A-Za-z0-9_]*)[ \t]*=");

  /** The most lines of a value; a certificate with its chain has some hundred. */
  private static final int MAX_LINES = 1000;

  /** The word that a line of another form begins with. */
  private static final Pattern FIRST_WORD =
      Pattern.compile("[ \t]*(?:export[ \t]+)?([A-Za-z_][A-Za-z0-9_]*)");

  /** The text that may follow a quoted value. */
  private static final Pattern TAIL = Pattern.compile("[ \t]*|[ \t]+#.*", Pattern.DOTALL);

  private static final Pattern COMMENT = Pattern.compile("[ \t]#.*", Pattern.DOTALL);
  private static final Pattern IGNORED = Pattern.compile("[ \t]*(?:#.*)?", Pattern.DOTALL);
  private static final Pattern OUTER_BLANKS = Pattern.compile("^[ \t]+|(?<![ \t])[ \t]++$");

  private final Receiver receiver;

  DotEnvLine(Receiver receiver) {
    this.receiver = receiver;
  }

  /**
   * Returns the index of the line on which a value in quotes ends; {@code first} itself for any
   * other line, and for quotes that are not closed or have more than a comment after them: a
   * forgotten quote must not swallow the settings below it.
   */
  static int lastLine(String[] lines, int first) {
    Matcher head = HEAD.matcher(lines[first]);
    String rest = head.lookingAt() ? lines[first].substring(head.end()).strip() : "";
    char quote = rest.isEmpty() ? ' ' : rest.charAt(0);
    if ((quote != '\'' && quote != '"') || closing(rest, 1, quote) >= 0) {
      return first;
    }
    for (int i = first + 1; i < Math.min(lines.length, first + MAX_LINES); i++) {
      int end = closing(lines[i], 0, quote);
      if (end >= 0) {
        String tail = lines[i].substring(end + 1).replace("\r", "");
        return TAIL.matcher(tail).matches() ? i : first;
      }
    }
    return first;
  }

  /** Returns the index of the closing quote; negative when there is none. */
  private static int closing(String text, int from, char quote) {
    for (int i = from; i < text.length(); i++) {
      if (text.charAt(i) == quote) {
        return i;
      }
      if (text.charAt(i) == '\\' && quote == '"') {
        i++;
      }
    }
    return -1;
  }

  /**
   * Parses a line.
   *
   * @param line without its line ending; several of them for a value in quotes that has several
   */
  void parse(String line) {
    if (IGNORED.matcher(line).matches()) {
      return;
    }
    Matcher head = HEAD.matcher(line);
    if (!head.lookingAt()) {
      Matcher word = FIRST_WORD.matcher(line);
      receiver.malformed(word.lookingAt() ? word.group(1) : "", "not KEY=VALUE");
      return;
    }
    String key = head.group(1);
    String rest = line.substring(head.end());
    String value = OUTER_BLANKS.matcher(rest).replaceAll("");
    if (value.startsWith("'")) {
      singleQuoted(key, value);
    } else if (value.startsWith("\"")) {
      doubleQuoted(key, value);
    } else {
      String uncommented = COMMENT.matcher(rest).replaceFirst("");
      receiver.assignment(key, OUTER_BLANKS.matcher(uncommented).replaceAll(""));
    }
  }

  private void singleQuoted(String key, String text) {
    int end = text.indexOf('\'', 1);
    if (end < 0) {
      receiver.malformed(key, "the closing ' is missing");
    } else {
      checkTail(key, text.substring(1, end), text.substring(end + 1));
    }
  }

  private void doubleQuoted(String key, String text) {
    StringBuilder value = new StringBuilder();
    int position = 1;
    while (position < text.length()) {
      char c = text.charAt(position++);
      if (c == '"') {
        checkTail(key, value.toString(), text.substring(position));
        return;
      }
      if (c == '\\') {
        int escaped = position < text.length() ? unescape(text.charAt(position++)) : -1;
        if (escaped < 0) {
          receiver.malformed(key, "unknown escape after \\; write \\\\ for a backslash");
          return;
        }
        c = (char) escaped;
      }
      value.append(c);
    }
    receiver.malformed(key, "the closing \" is missing");
  }

  private void checkTail(String key, String value, String tail) {
    if (TAIL.matcher(tail).matches()) {
      receiver.assignment(key, value);
    } else {
      receiver.malformed(key, "text after the closing quote");
    }
  }

  private static int unescape(char c) {
    return switch (c) {
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case '\\', '"', '\'', '$' -> c;
      default -> -1;
    };
  }
}
