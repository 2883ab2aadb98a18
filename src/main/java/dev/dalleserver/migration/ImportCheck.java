package dev.dalleserver.migration;

import java.util.Optional;

/** The tests of files that are only brought when they are what they should be. */
public interface ImportCheck {
  /** Returns what is wrong with a PNG; empty for one that can be decoded. */
  Optional<String> pictureFault(byte[] content);

  /** Returns what is wrong with the definition of a series, apart from the words in it. */
  Optional<String> seriesFault(byte[] content);

  /** Returns what is wrong with the statistics. */
  Optional<String> statisticsFault(byte[] content);
}
