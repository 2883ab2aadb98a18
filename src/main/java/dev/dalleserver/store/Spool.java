package dev.dalleserver.store;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;

/**
 * The folder of files that arrive piece by piece and must outlive the process from their last byte
 * on. A file that is being written ends in {@code .part}; one that is whole, forced to disk and
 * renamed ends in {@code .received}, and stays until it is deleted or set aside. Thread-safe.
 *
 * <p>Names are the caller's and must have been checked: letters, digits, {@code . _ -}.
 */
public final class Spool {
  private static final String PART = ".part";
  private static final String WHOLE = ".received";
  private static final String UNREADABLE = ".unreadable";

  private final FileStore store;

  /** Held while a whole file is renamed or removed, so that no other one takes its name between. */
  private final Object renaming = new Object();

  public Spool(FileStore store) {
    this.store = store;
  }

  /**
   * Begins a file. Several may be written under one name at the same time: the last one that is
   * completed stays.
   *
   * @throws IOException when it cannot be made
   */
  public SpooledFile begin(String name) throws IOException {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    UUID unique = new UUID(random.nextLong(), random.nextLong());
    Path part = store.tree().received().resolve(name + "." + unique + PART);
    return new SpooledFile(store, renaming, part, whole(name));
  }

  /** The whole file of that name, when there is one. */
  public Optional<ReceivedFile> find(String name) {
    return find(whole(name));
  }

  private Optional<ReceivedFile> find(Path whole) {
    try {
      return store.exists(whole) ? Optional.of(ReceivedFile.look(whole)) : Optional.empty();
    } catch (IOException e) {
      // Removed between the two looks: the same as never having been there.
      return Optional.empty();
    }
  }

  /** True as long as a file has not been removed, set aside, or replaced by a later one. */
  public boolean isThere(ReceivedFile file) {
    return find(file.path()).filter(file::equals).isPresent();
  }

  /** Removes a whole file; a later one of the same name stays. */
  public void delete(ReceivedFile file) throws IOException {
    synchronized (renaming) {
      if (isThere(file)) {
        store.delete(file.path());
      }
    }
  }

  /**
   * Moves a whole file to {@code set-aside/<millis>/received/}. Where that cannot be done, it stays
   * in its folder under a name that {@link #find} passes by.
   *
   * @return where it is now, relative to the data directory; empty when it was not there any more
   * @throws IOException when it could not be moved at all
   */
  public Optional<String> setAside(ReceivedFile file, long millis) throws IOException {
    synchronized (renaming) {
      if (!isThere(file)) {
        return Optional.empty();
      }
      Path name = ConfinedTree.name(file.path());
      Path target =
          store.tree().aside().resolve(Long.toString(millis)).resolve("received").resolve(name);
      try {
        move(file.path(), target);
        return Optional.of(store.tree().relative(target));
      } catch (IOException e) {
        // set-aside can be a link, or another disk's.
        Path beside = file.path().resolveSibling(name + "." + millis + UNREADABLE);
        move(file.path(), beside);
        return Optional.of(store.tree().relative(beside));
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
   * Makes sure, before something is paid for, that {@code bytes} more can be received: there is
   * room for them, and a file can be made and written here. Whether it can be forced is for the
   * caller to find out by its next write.
   *
   * @throws IOException when they cannot; nothing is left
   */
  public void requireRoom(long bytes) throws IOException {
    try (SpooledFile probe = begin("probe")) {
      probe.write(new byte[FileStore.PROBE_BYTES]);
    }
    // Either folder may be another disk's, and the picture comes to both.
    store.requireSpace(store.tree().received(), bytes);
    store.requireSpace(store.tree().temporary(), bytes);
  }

  /**
   * Removes what a killed process has left unfinished, and whole files that serve no purpose any
   * more.
   *
   * @param forgotten true for names whose whole files are removed too
   * @return how many whole files stay
   */
  public int removeLeftovers(Predicate<String> forgotten) throws IOException {
    try (OpenFolder folder = store.openFolder(store.tree().received())) {
      return removeLeftovers(folder, forgotten);
    } catch (NoSuchFileException e) {
      return 0;
    }
  }

  /** True for the name of a file that is whole. */
  public static boolean isWhole(String fileName) {
    return fileName.endsWith(WHOLE);
  }

  /** True for the name of a file that was being written. */
  public static boolean isPart(String fileName) {
    return fileName.endsWith(PART);
  }

  private static int removeLeftovers(OpenFolder folder, Predicate<String> forgotten)
      throws IOException {
    int whole = 0;
    for (FolderEntry entry : folder.entries()) {
      String name = entry.name();
      boolean kept =
          isWhole(name) && !forgotten.test(name.substring(0, name.length() - WHOLE.length()));
      if (kept) {
        whole++;
      } else if (!entry.isFolder() && (isPart(name) || isWhole(name))) {
        folder.delete(entry.fileName());
      }
    }
    return whole;
  }

  private Path whole(String name) {
    return store.tree().received().resolve(name + WHOLE);
  }
}
