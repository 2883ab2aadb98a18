package dev.dalleserver.storage;

import dev.dalleserver.picture.ArtifactId;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.time.Instant;

/** An artifact as it was when the store found it. Immutable. */
public interface StoredArtifact {
  ArtifactId id();

  /** Returns the size in bytes. */
  long size();

  /** Returns when it was last written. */
  Instant modifiedAt();

  /**
   * Returns a short text in ASCII, without quotes, that differs from those of all other contents of
   * this id: a strong validator for HTTP.
   */
  String version();

  /**
   * Opens exactly this content.
   *
   * @throws NoSuchFileException when it was deleted
   * @throws ReplacedException when there is another content now
   */
  ArtifactContent open() throws IOException;

  /**
   * Opens exactly this content as a stream.
   *
   * @throws IOException as {@link #open}
   */
  default InputStream openStream() throws IOException {
    return new BufferedInputStream(open().stream());
  }

  /** The artifact has another content than the one that was found. */
  final class ReplacedException extends IOException {
    private static final long serialVersionUID = 1L;

    public ReplacedException(ArtifactId id) {
      super(id.fileName() + " has been replaced");
    }
  }
}
