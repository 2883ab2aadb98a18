package dev.dalleserver.painting;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * A prompt as words between single spaces, so that "ant" is not found in "elephant"; as the same
 * with plurals reduced; and as a set of words and of neighbours joined, so that "close-up" is found
 * as "closeup".
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

  /** Good enough for nouns of animals and things; a wrong guess only finds nothing. */
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

  /** Where {@code word}, itself {@link #normal}, begins; -1 when the prompt does not have it. */
  int find(String word) {
    int at = words.indexOf(word);
    return at >= 0 ? at : singular.indexOf(word);
  }

  /** True when the prompt has the single word, perhaps written in two or three. */
  boolean has(String word) {
    return joined.contains(word);
  }
}
