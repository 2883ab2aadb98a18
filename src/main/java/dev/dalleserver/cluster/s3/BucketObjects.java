package dev.dalleserver.cluster.s3;

import dev.dalleserver.storage.ArtifactContent;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;

/** Reads objects, through the cache of the local disk. */
final class BucketObjects {
  private final Bucket bucket;
  private final ObjectCache cache;

  BucketObjects(Bucket bucket, ObjectCache cache) {
    this.bucket = bucket;
    this.cache = cache;
  }

  /**
   * Opens an object.
   *
   * @throws BucketException when it cannot be read
   */
  ArtifactContent open(ArtifactRow row) throws IOException {
    if (!cache.isTooLarge(row.size())) {
      try {
        return ArtifactContent.of(
            cache.fetch(row.hash(), row.size(), target -> download(row, target)));
      } catch (FileSystemException e) {
        // The local disk is full or broken: reading is only slower then.
        return new RangedContent(bucket, row.object(), row.size());
      }
    }
    return new RangedContent(bucket, row.object(), row.size());
  }

  private void download(ArtifactRow row, Path target) throws IOException {
    MessageDigest digest = ContentHash.sha256();
    bucket.get(
        row.object(),
        (InputStream in) -> {
          try (OutputStream out = new DigestOutputStream(Files.newOutputStream(target), digest)) {
            return in.transferTo(out);
          }
        });
    if (!ContentHash.text(digest.digest()).equals(row.hash())) {
      throw BucketException.ofObject("an object is damaged", null);
    }
  }
}
