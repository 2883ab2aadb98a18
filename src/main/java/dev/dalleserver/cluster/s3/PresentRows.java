package dev.dalleserver.cluster.s3;

import dev.dalleserver.cluster.SharedReads;
import dev.dalleserver.cluster.postgres.DatabaseUnavailableException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The rows of artifacts as they are now. While the database does not answer, the last rows that
 * this process has seen take their place, for what is readable without the bucket. Thread-safe.
 */
final class PresentRows {
  private static final int MOST = 50_000;

  private final SharedReads<String, Optional<ArtifactRow>> reads = new SharedReads<>();
  private final ArtifactRows rows;
  private final Predicate<ArtifactRow> isHere;

  /** By last use, oldest first; guarded by itself. */
  private final Map<String, ArtifactRow> last =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, ArtifactRow> eldest) {
          return size() > MOST;
        }
      };

  /**
   * @param isHere whether the content of a row can be read without the bucket
   */
  PresentRows(ArtifactRows rows, Predicate<ArtifactRow> isHere) {
    this.rows = rows;
    this.isHere = isHere;
  }

  /**
   * Returns a row as it is at some moment after this call.
   *
   * @throws DatabaseUnavailableException when the database does not answer, and nothing that this
   *     process has seen can take its place
   */
  Optional<ArtifactRow> find(String path) {
    try {
      Optional<ArtifactRow> found = reads.read(path, () -> rows.find(path));
      found.ifPresentOrElse(this::note, () -> forget(path));
      return found;
    } catch (DatabaseUnavailableException e) {
      return Optional.of(known(path, e));
    }
  }

  /**
   * Returns rows by path as they are at one moment after this call, and leaves out those that are
   * not there.
   *
   * @throws DatabaseUnavailableException as {@link #find}, for any of them
   */
  Map<String, ArtifactRow> findAll(List<String> paths) {
    Map<String, ArtifactRow> found = new HashMap<>();
    try {
      rows.findAll(paths).forEach(row -> found.put(row.path(), row));
    } catch (DatabaseUnavailableException e) {
      for (String path : paths) {
        found.put(path, known(path, e));
      }
      return found;
    }
    found.values().forEach(this::note);
    paths.stream().filter(path -> !found.containsKey(path)).forEach(this::forget);
    return found;
  }

  private ArtifactRow known(String path, DatabaseUnavailableException failure) {
    synchronized (last) {
      ArtifactRow known = last.get(path);
      if (known != null && isHere.test(known)) {
        return known;
      }
    }
    throw failure;
  }

  void note(ArtifactRow row) {
    synchronized (last) {
      ArtifactRow known = last.get(row.path());
      if (known == null || known.version() < row.version()) {
        last.put(row.path(), row);
      }
    }
  }

  void forget(String path) {
    synchronized (last) {
      last.remove(path);
    }
  }
}
