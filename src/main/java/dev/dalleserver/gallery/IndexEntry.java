package dev.dalleserver.gallery;

import java.util.Arrays;
import java.util.BitSet;

/**
 * A picture in the index.
 *
 * @param image the picture as it is shown
 * @param selectorNanos when its JSON was last written, 0 when it does not exist
 * @param words the numbers of its words in the {@link Vocabulary}, ascending; must not be modified
 */
@SuppressWarnings("ArrayRecordComponent") // Two bytes a word; entries are not compared.
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

  /**
   * Returns true when the times and the size suggest that the files have not changed since they
   * were read.
   */
  boolean isUnchanged(PictureReader.Stamp stamp) {
    return image.position().modifiedNanos() == stamp.modifiedNanos()
        && image.bytes() == stamp.bytes()
        && selectorNanos == stamp.selectorNanos()
        && image.hidden() == stamp.hidden();
  }
}
