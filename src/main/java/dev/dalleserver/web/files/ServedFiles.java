package dev.dalleserver.web.files;

import dev.dalleserver.picture.ArtifactId;
import dev.dalleserver.storage.ArtifactStore;
import dev.dalleserver.storage.StoredArtifact;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * A cache of what is known about recently requested files. Every lookup asks the store, so new,
 * changed and removed files are noticed at once; the cache saves a part of the store's work for
 * unchanged files, and formatting their headers again.
 */
final class ServedFiles {
  /** Maximum number of entries, of a few hundred bytes each. */
  private static final int MAX_FILES = 4096;

  private final ArtifactStore store;
  private final ContentTags tags = new ContentTags();
  private final ConcurrentMap<ArtifactId, ServedFile> files = new ConcurrentHashMap<>();

  ServedFiles(ArtifactStore store) {
    this.store = store;
  }

  /** Returns the file as it is now; empty when no file that may be served exists there. */
  Optional<ServedFile> find(ArtifactId id) {
    ServedFile before = files.get(id);
    try {
      Optional<StoredArtifact> now =
          before == null ? store.find(id) : store.refresh(before.artifact());
      if (now.isEmpty()) {
        if (before != null) {
          files.remove(id);
        }
        return Optional.empty();
      }
      return Optional.of(
          before != null && now.get() == before.artifact() ? before : keep(now.get()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private ServedFile keep(StoredArtifact artifact) {
    if (files.size() >= MAX_FILES) {
      // All entries can be made again from the store.
      files.clear();
    }
    ServedFile file = new ServedFile(artifact, tags);
    files.put(file.id(), file);
    return file;
  }
}
