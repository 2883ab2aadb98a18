package dev.dalleserver.dress;

import dev.dalleserver.picture.ArtifactKind;
import java.io.IOException;
import java.util.Optional;

/** The texts of a picture that are stored beside its dress, each in a file of its own. */
public interface TextFiles {
  /**
   * Reads the text of a kind; empty when it is not stored.
   *
   * @throws IOException when a stored text cannot be read
   */
  Optional<String> read(ArtifactKind kind) throws IOException;
}
