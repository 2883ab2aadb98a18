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
 * @param series the operator's own series
 * @param words the operator's own databases, all together
 */
public record FileValidators(
    FileTest picture, FileTest statistics, FileTest budget, SeriesTest series, WordsTest words) {
  /** Tells whether one file's bytes are what they should be. */
  @FunctionalInterface
  public interface FileTest {
    Optional<String> fault(byte[] content);
  }

  /** Looks at the operator's own series, one by one. */
  public interface SeriesTest {
    /** What is wrong with the file; empty for a series, and for what is none of its business. */
    Optional<String> fault(Path dataDirectory, String fileName);

    /** Whether pictures of that series can still be made. */
    boolean known(Path dataDirectory, String series);
  }

  /** Tells whether the databases in a data directory can be read. */
  @FunctionalInterface
  public interface WordsTest {
    Optional<String> fault(Path dataDirectory);
  }
}
