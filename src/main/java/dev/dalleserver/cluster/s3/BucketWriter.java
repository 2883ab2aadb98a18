package dev.dalleserver.cluster.s3;

import dev.dalleserver.cluster.postgres.DatabaseUnavailableException;
import dev.dalleserver.cluster.postgres.LeaseLostException;
import dev.dalleserver.text.PlainReason;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts objects into the bucket and names them by rows, in the order that no crash harms. */
final class BucketWriter {
  private static final Logger LOG = LoggerFactory.getLogger(BucketWriter.class);

  /** How often an object is put again because its note is gone; once is rare enough. */
  private static final int ATTEMPTS = 3;

  /** How often storing a received picture is tried: until it is stored, paid work may be lost. */
  private static final int KEEP_ATTEMPTS = 60;

  private static final long KEEP_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(700);

  private final Bucket bucket;
  private final ArtifactRows rows;

  BucketWriter(Bucket bucket, ArtifactRows rows) {
    this.bucket = bucket;
    this.rows = rows;
  }

  @FunctionalInterface
  private interface Put {
    void to(String object) throws IOException;
  }

  /** Names an object by the row of its artifact. */
  @FunctionalInterface
  private interface Naming {
    Optional<ArtifactRow> name(String path, String object, String hash, long size)
        throws LeaseLostException;
  }

  /** Stores the content of an artifact. */
  ArtifactRow write(String path, byte[] content, String hash) throws IOException {
    return write(path, content, hash, null);
  }

  /**
   * Stores the content of an artifact.
   *
   * @param nanos when it counts as last written; null for now
   */
  ArtifactRow write(String path, byte[] content, String hash, @Nullable Long nanos)
      throws IOException {
    return guarded(
        () ->
            store(
                path,
                hash,
                content.length,
                object -> bucket.put(object, content),
                (it, object, itsHash, size) -> rows.replace(it, object, itsHash, size, nanos)),
        path);
  }

  /**
   * Stores a received picture, whatever has become of the lease, and also in a thread that is
   * interrupted.
   */
  ArtifactRow keep(String path, Path file, long size, String hash, byte[] md5) throws IOException {
    boolean interrupted = Thread.interrupted();
    try {
      for (int attempt = 1; ; attempt++) {
        try {
          return store(path, hash, size, object -> bucket.put(object, file, md5), rows::keep);
        } catch (IOException | DatabaseUnavailableException e) {
          interrupted |= Thread.interrupted();
          if (attempt == KEEP_ATTEMPTS) {
            throw e instanceof IOException fault ? fault : notKept(e);
          }
          LOG.warn(
              "artifact={} event=not_kept_yet attempt={} reason=\"{}\"",
              path,
              attempt,
              PlainReason.of(e));
          LockSupport.parkNanos(KEEP_PAUSE_NANOS);
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static IOException notKept(Exception fault) {
    return new IOException(PlainReason.of(fault), fault);
  }

  private ArtifactRow store(String path, String hash, long size, Put put, Naming naming)
      throws IOException {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      String object = ContentHash.object(path, hash);
      if (!rows.note(object)) {
        // The object of this content is being removed.
        String other = hash + "-" + Long.toHexString(ThreadLocalRandom.current().nextLong());
        object = ContentHash.object(path, other);
        rows.note(object);
      }
      put.to(object);
      Optional<ArtifactRow> row = name(path, object, hash, size, naming);
      if (row.isPresent()) {
        return row.get();
      }
    }
    throw new BucketException("an object was removed while it was written", null);
  }

  private Optional<ArtifactRow> name(
      String path, String object, String hash, long size, Naming naming) throws LeaseLostException {
    try {
      return naming.name(path, object, hash, size);
    } catch (DatabaseUnavailableException e) {
      // The transaction may have been done, and only its acknowledgement be lost.
      Optional<ArtifactRow> now = rowAfter(e, path);
      if (now.isPresent() && now.get().object().equals(object)) {
        return now;
      }
      throw e;
    }
  }

  private Optional<ArtifactRow> rowAfter(DatabaseUnavailableException failure, String path) {
    LockSupport.parkNanos(failure.retryAfter().toNanos());
    try {
      return rows.find(path);
    } catch (DatabaseUnavailableException e) {
      failure.addSuppressed(e);
      return Optional.empty();
    }
  }

  /** Makes a change of rows; returns what it returns. */
  boolean change(Work<Boolean> change) throws IOException {
    return guarded(change, "");
  }

  /** Changes rows. */
  @FunctionalInterface
  interface Work<T> {
    T run() throws IOException;
  }

  private static <T> T guarded(Work<T> work, String path) throws IOException {
    try {
      return work.run();
    } catch (LeaseLostException e) {
      LOG.warn("artifact={} event=lease_lost", path);
      throw e;
    }
  }
}
