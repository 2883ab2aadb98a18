package dev.dalleserver.painting.figure;

/** Matches words in the name of a species. */
final class Species {
  private Species() {}

  /** True when {@code noun} contains one of the words, as a word or the end or beginning of one. */
  static boolean named(String noun, String... words) {
    for (String word : words) {
      int at = noun.indexOf(word);
      while (at >= 0) {
        int end = at + word.length();
        boolean begins = at == 0 || !Character.isLetter(noun.charAt(at - 1));
        boolean ends = end == noun.length() || !Character.isLetter(noun.charAt(end));
        // Short words hide in others ("ant" in "elephant"): they must stand alone.
        if (begins && ends || word.length() > 3 && (begins || ends)) {
          return true;
        }
        at = noun.indexOf(word, at + 1);
      }
    }
    return false;
  }
}
