package dev.dalleserver.migration;

import java.nio.file.Path;
import java.util.Optional;

/**
 * A file of the original's data directory, and where it belongs in ours.
 *
 * @param source its path below the original's directory
 * @param target its path below the data directory; empty for a file that is left
 * @param check what it must be to be brought
 * @param group the files that are brought together or not at all; its own path for a single file
 * @param reason why it is left; empty for one that is brought
 * @param isLoss whether leaving it may lose something, so that the operator must look
 */
record ImportItem(
    Path source,
    Optional<String> target,
    Check check,
    String group,
    String reason,
    boolean isLoss) {
  /** What a file must be to be brought. */
  enum Check {
    NONE,
    PICTURE,
    JSON,
    STATISTICS
  }

  static ImportItem bring(Path source, String target, Check check, String group) {
    return new ImportItem(source, Optional.of(target), check, group, "", false);
  }

  /** A file that nothing is lost by leaving. */
  static ImportItem leave(Path source, String reason) {
    return new ImportItem(source, Optional.empty(), Check.NONE, source.toString(), reason, false);
  }

  /** A file that the operator must look at. */
  static ImportItem fail(Path source, String reason) {
    return new ImportItem(source, Optional.empty(), Check.NONE, source.toString(), reason, true);
  }

  String sourceText() {
    return source.toString().replace('\\', '/');
  }
}
