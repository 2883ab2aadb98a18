package dev.dalleserver.gallery;

import java.util.BitSet;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** The words of a search; a picture matches if it has all of them. */
final class SearchWords implements Predicate<IndexEntry> {
  private static final Pattern ADDRESS_CHARACTERS = Pattern.compile("[0-9a-fx]+");

  /** Up to this many numbers, looking up each is faster than iterating over a picture's words. */
  private static final int MAX_FEW = 12;

  /**
   * One word of the search.
   *
   * @param inAddress whether an address could contain it
   * @param words the numbers of the words that contain it
   * @param few the same numbers as characters, if there are few; else empty
   */
  @SuppressWarnings("ArrayRecordComponent") // Instances are not compared.
  private record Term(String text, boolean inAddress, BitSet words, char[] few) {
    static Term of(String text, BitSet words) {
      char[] numbers = new char[words.cardinality() <= MAX_FEW ? words.cardinality() : 0];
      int number = -1;
      for (int i = 0; i < numbers.length; i++) {
        number = words.nextSetBit(number + 1);
        numbers[i] = (char) number;
      }
      return new Term(text, ADDRESS_CHARACTERS.matcher(text).matches(), words, numbers);
    }

    boolean matches(IndexEntry entry) {
      if (inAddress && entry.image().address().contains(text)) {
        return true;
      }
      if (words.isEmpty()) {
        return false;
      }
      return few.length > 0 ? entry.hasAnyOf(few) : entry.hasAnyOf(words);
    }
  }

  private final List<Term> terms;

  SearchWords(String text, Vocabulary vocabulary) {
    this.terms =
        Vocabulary.words(text).map(word -> Term.of(word, vocabulary.findContaining(word))).toList();
  }

  @Override
  public boolean test(IndexEntry entry) {
    for (Term part : terms) {
      if (!part.matches(entry)) {
        return false;
      }
    }
    // A search for punctuation alone matches no picture.
    return !terms.isEmpty();
  }
}
