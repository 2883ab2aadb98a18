package dev.dalleserver.settings;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One line of a {@code .env} file. */
sealed interface DotEnvLine {
  /** An empty line, or a comment. */
  record Blank() implements DotEnvLine {
    @Override
    public void match(Cases cases) {
      cases.blank();
    }
  }

  /** A variable and its value, quotes and escapes resolved. */
  record Assignment(String key, String value) implements DotEnvLine {
    @Override
    public void match(Cases cases) {
      cases.assignment(this);
    }
  }

  /** A line of another form; the reason never repeats the line, which may hold a key. */
  record Malformed(String reason) implements DotEnvLine {
    @Override
    public void match(Cases cases) {
      cases.malformed(this);
    }
  }

  /** One method for each kind of line, so that a new kind does not compile until it is handled. */
  interface Cases {
    void blank();

    void assignment(Assignment assignment);

    void malformed(Malformed malformed);
  }

  /** Calls the method for this kind of line. */
  void match(Cases cases);

  /** The part before the value; a name ends at the equals sign or at blanks before it. */
  Pattern HEAD = Pattern.compile("[ \t]*(?:export[ \t]+)?([A-Za-z_][A-Za-z0-9_]*)[ \t]*=");

  /** The text that may follow a quoted value. */
  Pattern TAIL = Pattern.compile("[ \t]*|[ \t]+#.*", Pattern.DOTALL);

  Pattern COMMENT = Pattern.compile("[ \t]#.*", Pattern.DOTALL);
  Pattern IGNORED = Pattern.compile("[ \t]*(?:#.*)?", Pattern.DOTALL);
  Pattern OUTER_BLANKS = Pattern.compile("^[ \t]+|[ \t]+$");

  /**
   * Parses a line.
   *
   * @param line without its line ending
   */
  static DotEnvLine parse(String line) {
    if (IGNORED.matcher(line).matches()) {
      return new Blank();
    }
    Matcher head = HEAD.matcher(line);
    if (!head.lookingAt()) {
      return new Malformed("not KEY=VALUE");
    }
    String key = head.group(1);
    String rest = line.substring(head.end());
    String value = OUTER_BLANKS.matcher(rest).replaceAll("");
    if (value.startsWith("'")) {
      return singleQuoted(key, value);
    }
    if (value.startsWith("\"")) {
      return doubleQuoted(key, value);
    }
    String uncommented = COMMENT.matcher(rest).replaceFirst("");
    return new Assignment(key, OUTER_BLANKS.matcher(uncommented).replaceAll(""));
  }

  private static DotEnvLine singleQuoted(String key, String text) {
    int end = text.indexOf('\'', 1);
    return end < 0
        ? new Malformed("the closing ' is missing")
        : checkTail(key, text.substring(1, end), text.substring(end + 1));
  }

  private static DotEnvLine doubleQuoted(String key, String text) {
    StringBuilder value = new StringBuilder();
    int position = 1;
    while (position < text.length()) {
      char c = text.charAt(position++);
      if (c == '"') {
        return checkTail(key, value.toString(), text.substring(position));
      }
      if (c == '\\') {
        int escaped = position < text.length() ? unescape(text.charAt(position++)) : -1;
        if (escaped < 0) {
          return new Malformed("unknown escape after \\; write \\\\ for a backslash");
        }
        c = (char) escaped;
      }
      value.append(c);
    }
    return new Malformed("the closing \" is missing");
  }

  private static DotEnvLine checkTail(String key, String value, String tail) {
    return TAIL.matcher(tail).matches()
        ? new Assignment(key, value)
        : new Malformed("text after the closing quote");
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
