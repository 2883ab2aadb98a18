package dev.dalleserver.painting;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * A prompt prepared for searching.
 *
 * @param words with single spaces around each, so that "ant" is not found in "elephant"
 * @param singular the same with plurals reduced
 * @param joined single words, and up to three neighbours joined, so that "close-up" is found as
 *     "closeup"
 */
record PromptText(String words, String singular, Set<String> joined) {

  static PromptText of(String prompt) {
    String words = normal(prompt);
    List<String> tokens = List.of(words.strip().split(" "));
    StringBuilder singular = new StringBuilder(" ");
    Set<String> joined = new TreeSet<>();
    for (int i = 0; i < tokens.size(); i++) {
      singular.append(singular(tokens.get(i))).append(' ');
      StringBuilder compound = new StringBuilder();
      for (int end = i; end < Math.min(i + 3, tokens.size()); end++) {
        joined.add(compound.append(tokens.get(end)).toString());
      }
      joined.add(singular(tokens.get(i)));
    }
    return new PromptText(words, singular.toString(), joined);
  }

  /** Lower case, letters and digits only, one space before, between and after. */
  static String normal(String text) {
    return " " + text.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]+", " ").strip() + " ";
  }

  /**
   * Guesses the singular: good enough for animals and things, and a wrong guess finds no record.
   */
  private static String singular(String word) {
    if (word.length() > 4 && word.endsWith("ies")) {
      return word.substring(0, word.length() - 3) + "y";
    }
    if (word.length() > 4
        && (word.endsWith("xes") || word.endsWith("shes") || word.endsWith("ches"))) {
      return word.substring(0, word.length() - 2);
    }
    return word.length() > 3 && word.endsWith("s") && !word.endsWith("ss")
        ? word.substring(0, word.length() - 1)
        : word;
  }

  /**
   * Returns where {@code word}, itself {@link #normal}, begins; -1 when the prompt does not contain
   * it.
   */
  int find(String word) {
    int at = words.indexOf(word);
    return at >= 0 ? at : singular.indexOf(word);
  }

  /**
   * Returns whether the prompt contains the word, also when it is written there as two or three
   * words.
   */
  boolean has(String word) {
    return joined.contains(word);
  }
}
