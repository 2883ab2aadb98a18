package dev.dalleserver.cluster.s3;

import dev.dalleserver.cluster.postgres.Database;
import dev.dalleserver.cluster.postgres.WriteFence;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/**
 * Contents of artifacts that are brought into a cluster from elsewhere, or out of it. Nothing is
 * replaced. Thread-safe.
 */
public final class ObjectTransfer {
  private final Bucket bucket;
  private final ArtifactRows rows;
  private final BucketWriter writer;

  public ObjectTransfer(Database database, Bucket bucket) {
    this.bucket = bucket;
    this.rows = new ArtifactRows(database, WriteFence.NONE);
    this.writer = new BucketWriter(bucket, rows);
  }

  /** Returns the hash by which an object with that content is named. */
  public static String hash(byte[] content) {
    return ContentHash.of(content);
  }

  /** Returns the row of an artifact as it is now. */
  public Optional<ArtifactRow> find(String path) {
    return rows.find(path);
  }

  /**
   * Stores an artifact that is not there.
   *
   * @param modifiedNanos when it was last written, in Unix nanoseconds
   */
  public ArtifactRow put(String path, byte[] content, long modifiedNanos) throws IOException {
    ArtifactRow row = writer.write(path, content, hash(content));
    setModified(row, modifiedNanos);
    return row;
  }

  /** Sets when an artifact was last written, where that is not known to the row already. */
  public void setModified(ArtifactRow row, long modifiedNanos) throws IOException {
    if (row.modifiedNanos() != modifiedNanos) {
      rows.setModified(row.path(), modifiedNanos);
    }
  }

  /**
   * Reads the whole object of a row.
   *
   * @throws BucketException when it is missing, or is not what the row says
   */
  public byte[] read(ArtifactRow row) throws IOException {
    byte[] content = bucket.get(row.object(), InputStream::readAllBytes);
    if (!hash(content).equals(row.hash())) {
      throw BucketException.ofObject("an object is damaged", null);
    }
    return content;
  }
}
