package dev.dalleserver.doctor;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The tests that tell intact files of each kind from broken ones; each returns what is wrong, or
 * empty.
 *
 * @param picture PNG and JPEG, by decoding them
 * @param statistics {@code metrics/progress_phase_stats.json}
 * @param budget {@code metrics/image_budget.json}
 * @param usage {@code metrics/usage_days.json}
 * @param series the operator's own series
 * @param databases the operator's own databases, all together
 * @param collections the files in {@code collections/}
 */
public record FileValidators(
    FileValidator picture,
    FileValidator statistics,
    FileValidator budget,
    FileValidator usage,
    SeriesFileValidator series,
    DatabaseValidator databases,
    CollectionValidator collections) {
  /** Tests the bytes of one file. */
  @FunctionalInterface
  public interface FileValidator {
    Optional<String> fault(byte[] content);
  }

  /** Tests the operator's own series, one by one. */
  public interface SeriesFileValidator {
    /**
     * Returns what is wrong with the file; empty for a valid series, and for a file that is not
     * one.
     *
     * @param original whether of the folder in which later releases of the original keep series
     */
    Optional<String> fault(Path dataDirectory, boolean original, String fileName);

    /** Returns what is not as the author of a valid series meant it, one text each. */
    default List<String> warnings(Path dataDirectory, boolean original, String fileName) {
      return List.of();
    }

    /** Returns true when the server can still make pictures of that series. */
    boolean isKnown(Path dataDirectory, String series);
  }

  /** Tests whether the databases in a data directory can be read. */
  @FunctionalInterface
  public interface DatabaseValidator {
    /** Returns what is wrong, by the path of the file relative to the data directory. */
    Map<String, String> faults(Path dataDirectory);
  }

  /** Tests the two files of each collection. */
  public interface CollectionValidator {
    /**
     * Returns the name of the list to which a file belongs: its own, or that of the list whose
     * state it is; empty for a file that is neither.
     */
    Optional<String> listOf(String fileName);

    /** Returns what is wrong with a list. */
    Optional<String> listFault(String fileName, byte[] list);

    /** Returns what is wrong with the state of a list that is whole. */
    Optional<String> stateFault(String listName, byte[] list, byte[] state);
  }
}
