package dev.dalleserver.store;

import java.util.BitSet;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** The words that somebody looks for; a picture matches that has all of them somewhere. */
final class SearchWords implements Predicate<IndexEntry> {
  private static final Pattern IN_AN_ADDRESS = Pattern.compile("[0-9a-fx]+");

  /** Up to so many numbers it is quicker to look each up than to go through a picture's words. */
  private static final int FEW = 12;

  /**
   * One word that is looked for.
   *
   * @param inAddress whether an address could have it
   * @param words the numbers of the words that it is a part of
   * @param few the same as characters, when they are few
   */
  @SuppressWarnings("ArrayRecordComponent") // Nobody compares these.
  private record Part(String text, boolean inAddress, BitSet words, char[] few) {
    static Part of(String text, BitSet words) {
      char[] numbers = new char[words.cardinality() <= FEW ? words.cardinality() : 0];
      int number = -1;
      for (int i = 0; i < numbers.length; i++) {
        number = words.nextSetBit(number + 1);
        numbers[i] = (char) number;
      }
      return new Part(text, IN_AN_ADDRESS.matcher(text).matches(), words, numbers);
    }

    boolean in(IndexEntry entry) {
      if (inAddress && entry.image().address().contains(text)) {
        return true;
      }
      if (words.isEmpty()) {
        return false;
      }
      return few.length > 0 ? entry.hasAnyOf(few) : entry.hasAnyOf(words);
    }
  }

  private final List<Part> parts;

  SearchWords(String text, Vocabulary vocabulary) {
    this.parts =
        Vocabulary.words(text).map(word -> Part.of(word, vocabulary.containing(word))).toList();
  }

  @Override
  public boolean test(IndexEntry entry) {
    for (Part part : parts) {
      if (!part.in(entry)) {
        return false;
      }
    }
    // Nothing but punctuation names no picture.
    return !parts.isEmpty();
  }
}
