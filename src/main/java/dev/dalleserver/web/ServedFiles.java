package dev.dalleserver.web;

import dev.dalleserver.store.FileStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * What is known of the files that were asked for lately. Every question looks at the disk, so what
 * is new, changed or gone is so at once; what is remembered saves asking whether a file really lies
 * in the data directory, and writing its headers anew.
 */
final class ServedFiles {
  /** A few hundred bytes each. */
  private static final int MOST = 4096;

  private final FileStore store;
  private final ConcurrentMap<Path, ServedFile> known = new ConcurrentHashMap<>();

  ServedFiles(FileStore store) {
    this.store = store;
  }

  /** The file as it is now; empty when there is none that may be handed out. */
  Optional<ServedFile> find(Path path) {
    // Most polls ask in vain, and this way of asking throws nothing then.
    if (!path.toFile().isFile()) {
      known.remove(path);
      return Optional.empty();
    }
    try {
      BasicFileAttributes now =
          Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      ServedFile before = known.get(path);
      if (before != null && before.isStill(now)) {
        return Optional.of(before);
      }
      return look(path, now);
    } catch (IOException e) {
      // Removed since the first look.
      return Optional.empty();
    }
  }

  private Optional<ServedFile> look(Path path, BasicFileAttributes now) {
    if (!now.isRegularFile() || !store.exists(path)) {
      return Optional.empty();
    }
    if (known.size() >= MOST) {
      // All of it can be learned again.
      known.clear();
    }
    ServedFile file = new ServedFile(path, now, store::open);
    known.put(path, file);
    return Optional.of(file);
  }
}
