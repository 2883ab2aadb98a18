package dev.dalleserver.openai.prompt;

import java.util.regex.Pattern;

/** The marks of Markdown, without the words between them. */
final class Markdown {
  private static final Pattern HEADING = Pattern.compile("(?m)^[ \\t]*#{1,6}[ \\t]+");
  private static final Pattern QUOTE = Pattern.compile("(?m)^[ \\t]*>[ \\t]?");
  private static final Pattern BULLET = Pattern.compile("(?m)^[ \\t]*[-*•‣][ \\t]+(?=\\S)");
  private static final Pattern BOLD = Pattern.compile("\\*{2,3}(?=\\S)([^*\\n]+?)(?<=\\S)\\*{2,3}");
  private static final Pattern ITALIC =
      Pattern.compile("(?<![\\w*\\\\])\\*(?=[^\\s*])([^*\\n]+?)(?<=[^\\s*])\\*(?![\\w*])");
  private static final Pattern LOW_ITALIC =
      Pattern.compile("(?s)\\A_{1,2}(?=[^\\s_])([^_]+)(?<=[^\\s_])_{1,2}\\z");
  private static final Pattern CODE = Pattern.compile("`([^`\\n]+)`");
  private static final Pattern LINK =
      Pattern.compile("!?\\[([^\\[\\]\\n]+)\\]\\(https?://[^()\\s]+\\)");
  private static final Pattern LONE_BOLD = Pattern.compile("\\A\\*\\*\\s*|\\s{0,4}\\*\\*\\z");

  private static final Pattern BOXED = Pattern.compile("(?s)\\A\\$?\\\\boxed\\{(.*)\\}\\$?\\z");

  private Markdown() {}

  static String remove(String text) {
    String rest = BOXED.matcher(text).replaceAll("$1");
    rest = HEADING.matcher(rest).replaceAll("");
    rest = QUOTE.matcher(rest).replaceAll("");
    rest = BULLET.matcher(rest).replaceAll("");
    rest = withoutLongBold(rest);
    rest = BOLD.matcher(rest).replaceAll("$1");
    rest = ITALIC.matcher(rest).replaceAll("$1");
    rest = LOW_ITALIC.matcher(rest).replaceAll("$1");
    rest = LONE_BOLD.matcher(rest).replaceAll("");
    rest = CODE.matcher(rest).replaceAll("$1");
    return LINK.matcher(rest).replaceAll("$1");
  }

  /** Bold over several lines. */
  private static String withoutLongBold(String text) {
    boolean bold = text.length() > 4 && text.startsWith("**") && text.endsWith("**");
    String inside = bold ? text.substring(2, text.length() - 2) : "**";
    return inside.contains("**") ? text : inside;
  }
}
