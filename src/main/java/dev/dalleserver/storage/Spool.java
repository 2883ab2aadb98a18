package dev.dalleserver.storage;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;

/**
 * The folder of files that arrive in pieces and must outlive the process from their last byte on. A
 * file that is being written ends in {@code .part}; a file that is whole, forced to disk and
 * renamed ends in {@code .received}, and stays until it is deleted or set aside. Thread-safe.
 *
 * <p>The caller chooses the names and must have validated them: letters, digits, {@code . _ -}.
 */
public final class Spool {
  private static final String PART = ".part";
  private static final String WHOLE = ".received";
  private static final String UNREADABLE = ".unreadable";

  private final FileStore store;

  /**
   * Held while a whole file is renamed or removed, so that no other file takes its name meanwhile.
   */
  private final Object renameLock = new Object();

  public Spool(FileStore store) {
    this.store = store;
  }

  /**
   * Begins a file. Several files may be written under one name at the same time: the last one that
   * is completed stays.
   *
   * @throws IOException when the file cannot be created
   */
  public SpooledFile begin(String name) throws IOException {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    UUID unique = new UUID(random.nextLong(), random.nextLong());
    Path part = store.layout().received().resolve(name + "." + unique + PART);
    return new SpooledFile(store, renameLock, part, wholeFile(name));
  }

  /** Returns the whole file of that name, if it exists. */
  public Optional<ReceivedFile> find(String name) {
    return find(wholeFile(name));
  }

  private Optional<ReceivedFile> find(Path whole) {
    try {
      return store.exists(whole) ? Optional.of(ReceivedFile.from(whole)) : Optional.empty();
    } catch (IOException e) {
      // Removed between the two calls: treated as if it had never existed.
      return Optional.empty();
    }
  }

  /** Returns true as long as a file has not been removed, set aside, or replaced by a later one. */
  public boolean isCurrent(ReceivedFile file) {
    return find(file.path()).filter(file::equals).isPresent();
  }

  /** Removes a whole file; a later file of the same name stays. */
  public void delete(ReceivedFile file) throws IOException {
    synchronized (renameLock) {
      if (isCurrent(file)) {
        store.delete(file.path());
      }
    }
  }

  /**
   * Moves a whole file to {@code set-aside/<millis>/received/}. If that fails, the file stays in
   * its folder under a name that {@link #find} ignores.
   *
   * @return its new path relative to the data directory; empty when it did not exist any more
   * @throws IOException when it could not be moved at all
   */
  public Optional<String> setAside(ReceivedFile file, long millis) throws IOException {
    synchronized (renameLock) {
      if (!isCurrent(file)) {
        return Optional.empty();
      }
      Path name = ConfinedTree.name(file.path());
      Path target =
          store
              .layout()
              .setAside()
              .resolve(Long.toString(millis))
              .resolve("received")
              .resolve(name);
      try {
        move(file.path(), target);
        return Optional.of(store.layout().relative(target));
      } catch (IOException e) {
        // set-aside can be a link, or on another disk.
        Path sibling = file.path().resolveSibling(name + "." + millis + UNREADABLE);
        move(file.path(), sibling);
        return Optional.of(store.layout().relative(sibling));
      }
    }
  }

  private void move(Path file, Path target) throws IOException {
    try (OpenFolder from = store.openFolder(ConfinedTree.parent(file));
        OpenFolder to = store.makeFolder(ConfinedTree.parent(target))) {
      from.move(ConfinedTree.name(file), to, ConfinedTree.name(target));
      to.force();
    }
  }

  /**
   * Checks, before a picture is paid for, that {@code bytes} more can be received: the disk has
   * room for them, and a file can be created and written here. Whether a file can be forced, the
   * caller finds out by its next write.
   *
   * @throws IOException when they cannot be received; no file stays behind
   */
  public void requireRoom(long bytes) throws IOException {
    try (SpooledFile probe = begin("probe")) {
      probe.write(new byte[FileStore.PROBE_BYTES]);
    }
    // Each folder may be on another disk, and the picture goes to both.
    store.requireSpace(store.layout().received(), bytes);
    store.requireSpace(store.layout().temporary(), bytes);
  }

  /**
   * Removes unfinished files that a killed process has left, and whole files that are not needed
   * any more.
   *
   * @param removable true for names whose whole files are removed too
   * @return the number of whole files that stay
   */
  public int removeLeftovers(Predicate<String> removable) throws IOException {
    try (OpenFolder folder = store.openFolder(store.layout().received())) {
      return removeLeftovers(folder, removable);
    } catch (NoSuchFileException e) {
      return 0;
    }
  }

  /** Returns true for the name of a file that is whole. */
  public static boolean isWhole(String fileName) {
    return fileName.endsWith(WHOLE);
  }

  /** Returns true for the name of a file that was being written. */
  public static boolean isPart(String fileName) {
    return fileName.endsWith(PART);
  }

  private static int removeLeftovers(OpenFolder folder, Predicate<String> removable)
      throws IOException {
    int whole = 0;
    for (FolderEntry entry : folder.entries()) {
      String name = entry.name();
      boolean keep =
          isWhole(name) && !removable.test(name.substring(0, name.length() - WHOLE.length()));
      if (keep) {
        whole++;
      } else if (!entry.isFolder() && (isPart(name) || isWhole(name))) {
        folder.delete(entry.fileName());
      }
    }
    return whole;
  }

  private Path wholeFile(String name) {
    return store.layout().received().resolve(name + WHOLE);
  }
}
