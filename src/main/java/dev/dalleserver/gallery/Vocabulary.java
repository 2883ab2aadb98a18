package dev.dalleserver.gallery;

import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * All words by which pictures can be found, each with a number: a picture then needs two bytes a
 * word, and a search for a part of a word compares each word once instead of once a picture.
 *
 * <p>It only grows, up to 65,536 words; later words are not searchable.
 */
public final class Vocabulary {
  private static final Pattern SEPARATORS = Pattern.compile("[^\\p{L}\\p{N}]+");
  private static final int MAX_WORDS = 1 << 16;
  private static final int MAX_WORD_LENGTH = 42;
  private static final int MAX_WORDS_PER_PICTURE = 400;

  private final ConcurrentMap<String, Integer> numbers = new ConcurrentHashMap<>();
  private final AtomicInteger next = new AtomicInteger();

  /** Returns the words of a text in lower case, in order. */
  public static Stream<String> words(String text) {
    return SEPARATORS.splitAsStream(text.toLowerCase(Locale.ROOT)).filter(word -> !word.isEmpty());
  }

  /** Returns the words of some texts by which a picture can be found, each once. */
  public static Stream<String> searchable(List<String> texts) {
    return texts.stream()
        .flatMap(Vocabulary::words)
        .filter(word -> word.length() <= MAX_WORD_LENGTH)
        .distinct()
        .limit(MAX_WORDS_PER_PICTURE);
  }

  /**
   * Returns the numbers of the words of some texts, ascending and without duplicates, as
   * characters.
   */
  char[] encode(List<String> texts) {
    BitSet seen = new BitSet();
    searchable(texts).forEach(word -> addWord(word, seen));
    char[] encoded = new char[seen.cardinality()];
    int index = 0;
    for (int number = seen.nextSetBit(0); number >= 0; number = seen.nextSetBit(number + 1)) {
      encoded[index++] = (char) number;
    }
    return encoded;
  }

  /** Returns the numbers of all words that contain {@code part}. */
  BitSet findContaining(String part) {
    BitSet matching = new BitSet();
    numbers.forEach(
        (word, number) -> {
          if (word.contains(part)) {
            matching.set(number);
          }
        });
    return matching;
  }

  private void addWord(String word, BitSet seen) {
    Integer number =
        next.get() < MAX_WORDS
            ? numbers.computeIfAbsent(word, unknown -> next.getAndIncrement())
            : numbers.get(word);
    // Several threads may have passed the check at once, and the last one may exceed the limit.
    if (number != null && number < MAX_WORDS) {
      seen.set(number);
    }
  }
}
