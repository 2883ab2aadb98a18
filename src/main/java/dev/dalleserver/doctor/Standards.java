package dev.dalleserver.doctor;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How files of each kind are told from broken ones; each gives what is wrong with the bytes, or
 * empty.
 *
 * @param picture PNG and JPEG, by decoding them
 * @param statistics {@code metrics/progress_phase_stats.json}
 * @param budget {@code metrics/image_budget.json}
 * @param words the operator's own series and databases, all together
 */
public record Standards(FileTest picture, FileTest statistics, FileTest budget, WordsTest words) {
  /** Tells whether one file's bytes are what they should be. */
  @FunctionalInterface
  public interface FileTest {
    Optional<String> fault(byte[] content);
  }

  /** Tells whether the folders of words in a data directory can be read. */
  @FunctionalInterface
  public interface WordsTest {
    Optional<String> fault(Path dataDirectory);
  }
}
