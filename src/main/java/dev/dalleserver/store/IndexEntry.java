package dev.dalleserver.store;

import java.util.Arrays;
import java.util.BitSet;

/**
 * A picture in the index.
 *
 * @param image what is shown of it
 * @param selectorNanos when its JSON was last written, 0 when there is none
 * @param words the numbers of its words in the {@link Vocabulary}, ascending; not changed by
 *     anybody
 */
@SuppressWarnings("ArrayRecordComponent") // Two bytes a word is the point, and nobody compares.
record IndexEntry(StoredImage image, long selectorNanos, char[] words) {
  boolean hasAnyOf(BitSet numbers) {
    for (char number : words) {
      if (numbers.get(number)) {
        return true;
      }
    }
    return false;
  }

  boolean hasAnyOf(char[] numbers) {
    for (char number : numbers) {
      if (Arrays.binarySearch(words, number) >= 0) {
        return true;
      }
    }
    return false;
  }

  /** True when nothing suggests that the files have changed since this was read. */
  boolean sameAs(long modifiedNanos, long bytes, long selectorNanos) {
    return image.position().modifiedNanos() == modifiedNanos
        && image.bytes() == bytes
        && this.selectorNanos == selectorNanos;
  }
}
