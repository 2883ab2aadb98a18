package dev.dalleserver.migration;

import dev.dalleserver.storage.ConfinedTree;
import dev.dalleserver.storage.DataLayout;
import dev.dalleserver.storage.FileStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The data directory that files are brought into, or only looked at. */
public final class ImportTarget {
  private final ConfinedTree files;
  private final Path root;
  private final @Nullable FileStore store;

  private ImportTarget(DataLayout layout, @Nullable FileStore store) {
    this.root = layout.dataDirectory();
    this.files = ConfinedTree.below(root);
    this.store = store;
  }

  /** Returns a directory that files are brought into. */
  public static ImportTarget of(FileStore store) {
    return new ImportTarget(store.layout(), store);
  }

  /** Returns a directory that need not exist, and in which nothing is changed. */
  public static ImportTarget lookOnly(DataLayout layout) {
    return new ImportTarget(layout, null);
  }

  boolean exists(String path) throws IOException {
    return root.toFile().isDirectory() && files.lookUp(root.resolve(path)).isPresent();
  }

  byte[] read(String path, int maxBytes) throws IOException {
    return files.read(root.resolve(path), maxBytes);
  }

  Optional<Instant> modifiedAt(String path) throws IOException {
    return files.lookUp(root.resolve(path)).map(entry -> entry.modifiedAt());
  }

  /** Stores a file, whole and durably; does nothing when files are only looked at. */
  void write(String path, byte[] content, Instant modifiedAt) throws IOException {
    if (store != null) {
      store.write(root.resolve(path), content);
      store.setModifiedAt(root.resolve(path), modifiedAt);
    }
  }

  void setModifiedAt(String path, Instant time) throws IOException {
    if (store != null) {
      store.setModifiedAt(root.resolve(path), time);
    }
  }

  boolean isWritable() {
    return store != null;
  }
}
