package dev.dalleserver.cluster.transfer;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/**
 * A file of a data directory that is to become an artifact.
 *
 * @param file absolute
 * @param path relative to the directory, with slashes
 * @param target the path of the artifact
 * @param bytes its length
 */
record SourceFile(Path file, String path, String target, long bytes, Instant modifiedAt) {
  long modifiedNanos() {
    return TimeUnit.NANOSECONDS.convert(Duration.between(Instant.EPOCH, modifiedAt));
  }

  /** Returns the file name of the target without its extension: an address. */
  String stem() {
    String name = target.substring(target.lastIndexOf('/') + 1);
    return name.substring(0, name.lastIndexOf('.'));
  }
}
