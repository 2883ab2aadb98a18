package dev.dalleserver.openai.prompt;

import java.util.Map;
import java.util.Set;

/** Quotes around a whole prompt; quotes in it stay. */
final class QuoteMarks {
  private static final Map<Character, Set<Character>> PAIRS =
      Map.ofEntries(
          Map.entry('"', Set.of('"')),
          Map.entry('\'', Set.of('\'')),
          Map.entry('`', Set.of('`', '\'', '´')),
          Map.entry('“', Set.of('”', '“')),
          Map.entry('‘', Set.of('’', '‘')),
          Map.entry('„', Set.of('“', '”', '"')),
          Map.entry('‚', Set.of('‘', '’')),
          Map.entry('«', Set.of('»')),
          Map.entry('»', Set.of('«')),
          Map.entry('‹', Set.of('›')),
          Map.entry('›', Set.of('‹')),
          Map.entry('「', Set.of('」')),
          Map.entry('『', Set.of('』')),
          Map.entry('《', Set.of('》')),
          Map.entry('〝', Set.of('〞', '〟')),
          Map.entry('＂', Set.of('＂')),
          Map.entry('″', Set.of('″')));

  private QuoteMarks() {}

  static String remove(String text) {
    if (text.length() < 2) {
      return text;
    }
    char open = text.charAt(0);
    char close = text.charAt(text.length() - 1);
    Set<Character> closing = PAIRS.getOrDefault(open, Set.of());
    String inside = text.substring(1, text.length() - 1);
    if (closing.contains(close) && isOneQuotation(inside, open, closing)) {
      return inside;
    }
    return withoutLonely(text, open, close, closing);
  }

  /** Removes a mark whose partner was cut off, or taken for a part of something else. */
  private static String withoutLonely(String text, char open, char close, Set<Character> closing) {
    String rest = text.substring(1);
    if (!closing.isEmpty()
        && open != '\''
        && rest.chars().noneMatch(c -> closing.contains((char) c))) {
      return rest;
    }
    String before = text.substring(0, text.length() - 1);
    boolean ends =
        "\"”»」』".indexOf(close) >= 0
            && !Character.isDigit(before.charAt(before.length() - 1))
            && before
                .chars()
                .noneMatch(c -> PAIRS.getOrDefault((char) c, Set.of()).contains(close));
    return ends ? before : text;
  }

  /** Returns false when a mark in the text ends the quotation that its first character begins. */
  private static boolean isOneQuotation(String inside, char open, Set<Character> closing) {
    int depth = 1;
    for (int i = 0; i < inside.length(); i++) {
      char mark = inside.charAt(i);
      boolean same = closing.contains(open);
      if (mark == open && !same) {
        depth++;
      } else if (closing.contains(mark)) {
        boolean inWord =
            i > 0
                && i + 1 < inside.length()
                && isWord(inside.charAt(i - 1))
                && isWord(inside.charAt(i + 1));
        boolean escaped = i > 0 && inside.charAt(i - 1) == '\\';
        boolean opens = same && depth == 1 && (i == 0 || !isClosingPlace(inside, i));
        if (!inWord && !escaped) {
          depth += opens ? 1 : -1;
        }
      }
      if (depth == 0) {
        return false;
      }
    }
    return true;
  }

  /** A mark after a word or a stop closes; one after a space or a bracket opens. */
  private static boolean isClosingPlace(String text, int at) {
    char before = text.charAt(at - 1);
    return !Character.isWhitespace(before) && "([{—–-/".indexOf(before) < 0;
  }

  private static boolean isWord(char mark) {
    return Character.isLetterOrDigit(mark);
  }
}
