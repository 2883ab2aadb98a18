package dev.dalleserver.web.files;

import dev.dalleserver.storage.FileStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * A cache of what is known about recently requested files. Every lookup reads the file's attributes
 * from disk, so new, changed and removed files are noticed at once; the cache saves checking
 * whether a file really is in the data directory, and formatting its headers again.
 */
final class ServedFiles {
  /** Maximum number of entries, of a few hundred bytes each. */
  private static final int MAX_FILES = 4096;

  private final FileStore store;
  private final ConcurrentMap<Path, ServedFile> files = new ConcurrentHashMap<>();

  ServedFiles(FileStore store) {
    this.store = store;
  }

  /** Returns the file as it is now; empty when no file that may be served exists there. */
  Optional<ServedFile> find(Path path) {
    // Most polls find no file, and this check throws no exception then.
    if (!path.toFile().isFile()) {
      files.remove(path);
      return Optional.empty();
    }
    try {
      BasicFileAttributes now =
          Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      ServedFile before = files.get(path);
      if (before != null && before.isUnchanged(now)) {
        return Optional.of(before);
      }
      return load(path, now);
    } catch (IOException e) {
      // Removed since the first check.
      return Optional.empty();
    }
  }

  private Optional<ServedFile> load(Path path, BasicFileAttributes now) {
    if (!now.isRegularFile() || !store.exists(path)) {
      return Optional.empty();
    }
    if (files.size() >= MAX_FILES) {
      // All entries can be read again from disk.
      files.clear();
    }
    ServedFile file = new ServedFile(path, now, store::open);
    files.put(path, file);
    return Optional.of(file);
  }
}
