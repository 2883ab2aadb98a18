package dev.dalleserver.cluster.s3;

import dev.dalleserver.picture.ArtifactId;
import dev.dalleserver.storage.ArtifactContent;
import dev.dalleserver.storage.StoredArtifact;
import java.io.IOException;
import java.time.Instant;

/** An artifact as its row was at one moment. */
record BucketArtifact(ArtifactId id, ArtifactRow row, Opener opener) implements StoredArtifact {
  /** Half of the hash tells contents apart as well as all of it. */
  private static final int VERSION_LENGTH = 32;

  /** Opens exactly the content of a row. */
  interface Opener {
    ArtifactContent open(BucketArtifact artifact) throws IOException;
  }

  @Override
  public long size() {
    return row.size();
  }

  @Override
  public Instant modifiedAt() {
    return Instant.ofEpochSecond(0, row.modifiedNanos());
  }

  @Override
  public String version() {
    return row.hash().substring(0, VERSION_LENGTH);
  }

  @Override
  public ArtifactContent open() throws IOException {
    return opener.open(this);
  }
}
