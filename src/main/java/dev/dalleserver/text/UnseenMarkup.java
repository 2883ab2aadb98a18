package dev.dalleserver.text;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The parts of an HTML page that a reader never sees: scripts, styles, the head, comments. */
public final class UnseenMarkup {
  private static final Pattern OPENING = Pattern.compile("(?i)<(script|style|head)\\b|<!--");
  private static final String COMMENT_END = "-->";

  private UnseenMarkup() {}

  /**
   * Returns the page with {@code replacement} in the place of each part that is not seen. A part
   * that nothing closes is kept. The time is linear in the length of the page, whatever it holds.
   */
  public static String replace(String html, String replacement) {
    StringBuilder seen = new StringBuilder(html.length());
    Set<String> unclosed = new HashSet<>();
    Matcher opening = OPENING.matcher(html);
    int from = 0;
    int search = 0;
    while (opening.find(search)) {
      String name = opening.group(1);
      String kind = name == null ? COMMENT_END : name.toLowerCase(Locale.ROOT);
      int end = unclosed.contains(kind) ? -1 : end(html, kind, opening.end());
      if (end < 0) {
        // What is not closed after here is not closed after any later opening either.
        unclosed.add(kind);
        search = opening.end();
      } else {
        seen.append(html, from, opening.start()).append(replacement);
        from = end;
        search = end;
      }
    }
    return seen.append(html, from, html.length()).toString();
  }

  /** Returns the position behind the end of the part, or -1. */
  private static int end(String html, String kind, int from) {
    if (kind.equals(COMMENT_END)) {
      int end = html.indexOf(COMMENT_END, from);
      return end < 0 ? -1 : end + COMMENT_END.length();
    }
    Matcher closing = Pattern.compile("(?i)</" + kind + "\\s*+>").matcher(html);
    return closing.find(from) ? closing.end() : -1;
  }
}
