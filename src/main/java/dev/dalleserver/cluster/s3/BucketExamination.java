package dev.dalleserver.cluster.s3;

import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;

/** Tries what nodes do with a bucket, on an object of its own that is removed again. */
public final class BucketExamination {
  private static final byte[] CONTENT = {'d', 'o', 'c', 't', 'o', 'r'};

  private final Bucket bucket;
  private final String object = "doctor-" + UUID.randomUUID();

  public BucketExamination(Bucket bucket) {
    this.bucket = bucket;
  }

  /**
   * Stores an object.
   *
   * @return the time of the store; empty when it does not tell
   */
  public Optional<Instant> put() throws IOException {
    bucket.put(object, CONTENT);
    return bucket.putForTime(object, CONTENT);
  }

  /** Reads the object; returns false when it is not what was stored. */
  public boolean get() throws IOException {
    return Arrays.equals(bucket.get(object, InputStream::readAllBytes), CONTENT);
  }

  /** Removes the object; returns false when it is there nevertheless. */
  public boolean delete() throws IOException {
    bucket.delete(object);
    return !bucket.exists(object);
  }

  /** Lists objects. */
  public void list() throws IOException {
    bucket.list(null);
  }
}
