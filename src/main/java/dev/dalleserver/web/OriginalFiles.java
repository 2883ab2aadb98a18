package dev.dalleserver.web;

import dev.dalleserver.picture.ArtifactId;
import dev.dalleserver.picture.OriginalKind;
import dev.dalleserver.picture.PictureKey;
import dev.dalleserver.storage.ArtifactStore;
import dev.dalleserver.storage.StoredArtifact;
import dev.dalleserver.web.files.FileUrl;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the Go original has stored of a picture beside the files that this server has too. */
final class OriginalFiles {
  /** Some ten times what it writes; the rest of a longer text is in the file. */
  private static final int MAX_TEXT_BYTES = 64 * 1024;

  private final Map<OriginalKind, StoredArtifact> found = new EnumMap<>(OriginalKind.class);

  private final String prefix;

  /**
   * @param prefix the path in front of every path in links; empty for none
   */
  OriginalFiles(PictureKey key, ArtifactStore store, String prefix) {
    this.prefix = prefix;
    for (OriginalKind kind : OriginalKind.values()) {
      find(store, ArtifactId.of(key, kind)).ifPresent(file -> found.put(kind, file));
    }
  }

  List<ImageDetails.StoredFile> files() {
    List<ImageDetails.StoredFile> files = new ArrayList<>();
    found.forEach(
        (kind, file) ->
            files.add(
                new ImageDetails.StoredFile(
                    kind.folder() + "." + kind.extension(),
                    prefix + FileUrl.of(file.id()),
                    file.size())));
    return files;
  }

  /** Returns the technical notes; empty where there are none that can be read. */
  String technical() {
    StoredArtifact file = found.get(OriginalKind.TECHNICAL);
    if (file == null) {
      return "";
    }
    try (InputStream in = file.openStream()) {
      return new String(in.readNBytes(MAX_TEXT_BYTES), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "";
    }
  }

  /** Returns where the audio is; empty where there is none. */
  String audioUrl() {
    return Optional.ofNullable(found.get(OriginalKind.AUDIO))
        .map(file -> prefix + FileUrl.of(file.id()))
        .orElse("");
  }

  private static Optional<StoredArtifact> find(ArtifactStore store, ArtifactId id) {
    try {
      return store.find(id);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
