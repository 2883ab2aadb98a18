package dev.dalleserver.storage;

import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Stores files whole also where a folder of the data directory is a mount of its own: from {@code
 * .tmp} no file can be renamed into it, so there the unfinished file lies in the folder itself,
 * under a name that begins with a dot. Thread-safe.
 */
final class Mounts {
  private static final String DEVICE = "unix:dev";

  private final DataLayout layout;
  private final ConfinedTree files;
  private final Object renameLock;

  /** Folders into which no file of {@code .tmp} can be renamed, as far as that was tried. */
  private final Set<Path> separate = ConcurrentHashMap.newKeySet();

  /**
   * @param renameLock held while a file gets its name
   */
  Mounts(DataLayout layout, ConfinedTree files, Object renameLock) {
    this.layout = layout;
    this.files = files;
    this.renameLock = renameLock;
  }

  /** Writes a file, forces it, and gives it its name in one step; the folder is not forced. */
  void write(FolderHandle folder, Path target, byte[] content) throws IOException {
    Path parent = ConfinedTree.parent(target);
    if (!separate.contains(parent)) {
      try (FolderHandle temporary = files.openFolder(layout.temporary())) {
        write(temporary, temporaryName(""), folder, ConfinedTree.name(target), content);
        return;
      } catch (AtomicMoveNotSupportedException e) {
        separate.add(parent);
      }
    }
    write(folder, temporaryName("."), folder, ConfinedTree.name(target), content);
  }

  private void write(
      FolderHandle temporary, Path name, FolderHandle folder, Path finalName, byte[] content)
      throws IOException {
    try {
      temporary.write(name, content);
      synchronized (renameLock) {
        temporary.move(name, folder, finalName);
      }
    } finally {
      temporary.delete(name);
    }
  }

  /**
   * Stores a file of that length everywhere where files are stored, except for the last rename, and
   * removes it.
   */
  void probe(int bytes) throws IOException {
    try (FolderHandle temporary = files.openFolder(layout.temporary())) {
      probe(temporary, temporaryName(""), bytes);
      for (Path folder : List.of(layout.output(), layout.metrics())) {
        files.requireFolder(folder);
        requireWritable(folder);
        if (isOnOtherDisk(folder)) {
          try (FolderHandle opened = files.openFolder(folder)) {
            probe(opened, temporaryName("."), bytes);
          }
        }
      }
    }
  }

  private static void probe(FolderHandle folder, Path name, int bytes) throws IOException {
    try {
      folder.write(name, new byte[bytes]);
    } finally {
      folder.delete(name);
    }
  }

  /** False also for another mount of the same disk, where the same files can be stored. */
  private boolean isOnOtherDisk(Path folder) throws IOException {
    try {
      return !Files.getAttribute(folder, DEVICE)
          .equals(Files.getAttribute(layout.temporary(), DEVICE));
    } catch (UnsupportedOperationException | IllegalArgumentException e) {
      // Only POSIX systems have it; elsewhere the folder is tried as if it were another disk.
      return true;
    }
  }

  /**
   * Checks that a file could be written in a folder, or the folder be made, as far as permissions
   * and read-only mounts tell.
   */
  void requireWritable(Path folder) throws IOException {
    Path existing = folder;
    while (!Files.exists(existing) && !existing.equals(layout.dataDirectory())) {
      existing = ConfinedTree.parent(existing);
    }
    if (!Files.isWritable(existing)) {
      throw new FileSystemException(
          layout.relative(existing), null, "a folder of the picture cannot be written to");
    }
  }

  /**
   * Returns a name that no other file has. It need not be hard to guess, and a secure random source
   * starts slowly.
   */
  private static Path temporaryName(String prefix) {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    return Path.of(prefix + new UUID(random.nextLong(), random.nextLong()) + ".part");
  }
}
