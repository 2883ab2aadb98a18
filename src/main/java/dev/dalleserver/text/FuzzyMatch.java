package dev.dalleserver.text;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds the name that the operator probably meant to type. */
public final class FuzzyMatch {
  private FuzzyMatch() {}

  /** Returns the candidate with the fewest edits, if they are few for a word of that length. */
  public static Optional<String> findClosest(String typed, Collection<String> candidates) {
    if (typed.length() > 64) {
      return Optional.empty();
    }
    int maxEdits = Math.max(2, typed.length() / 4);
    return candidates.stream()
        .filter(candidate -> edits(typed, candidate) <= maxEdits)
        .min(Comparator.comparingInt(candidate -> edits(typed, candidate)));
  }

  /** Returns the Levenshtein distance, computed by rows (Wagner and Fischer 1974). */
  public static int edits(String from, String to) {
    int[] above = new int[to.length() + 1];
    for (int j = 0; j < above.length; j++) {
      above[j] = j;
    }
    for (int i = 1; i <= from.length(); i++) {
      int[] row = new int[above.length];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int replaced = above[j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(replaced, 1 + Math.min(above[j], row[j - 1]));
      }
      above = row;
    }
    return above[to.length()];
  }

  /** Returns true when two names differ by one letter, or by two that have changed places. */
  public static boolean isTypingError(String typed, String name) {
    int edits = edits(typed, name);
    return edits <= 1 || (edits == 2 && isSwap(typed, name));
  }

  private static boolean isSwap(String one, String other) {
    int at = 0;
    while (at < one.length() && at < other.length() && one.charAt(at) == other.charAt(at)) {
      at++;
    }
    return one.length() == other.length()
        && at + 1 < one.length()
        && one.charAt(at) == other.charAt(at + 1)
        && one.charAt(at + 1) == other.charAt(at)
        && one.substring(at + 2).equals(other.substring(at + 2));
  }
}
