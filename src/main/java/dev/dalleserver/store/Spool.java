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

  private final FileStore store;

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
    return new SpooledFile(store, part, whole(name));
  }

  /** The whole file of that name, when there is one. */
  public Optional<Path> find(String name) {
    return Optional.of(whole(name)).filter(store::exists);
  }

  /** Removes the whole file of that name. */
  public void delete(String name) throws IOException {
    if (find(name).isPresent()) {
      store.delete(whole(name));
    }
  }

  /**
   * Moves the whole file of that name to {@code set-aside/<millis>/received/}.
   *
   * @return where it is now, relative to the data directory
   */
  public String setAside(String name, long millis) throws IOException {
    Path file = whole(name);
    Path target =
        store
            .tree()
            .aside()
            .resolve(Long.toString(millis))
            .resolve("received")
            .resolve(ConfinedTree.name(file));
    try (OpenFolder from = store.openFolder(ConfinedTree.parent(file));
        OpenFolder to = store.makeFolder(ConfinedTree.parent(target))) {
      from.move(ConfinedTree.name(file), to, ConfinedTree.name(target));
      to.force();
    }
    return store.tree().relative(target);
  }

  /**
   * Makes sure, before something is paid for, that {@code bytes} more can be received: there is
   * room for them, and a file can be made and written here. Whether it can be forced is for the
   * caller to find out by its next write.
   *
   * @throws IOException when they cannot; nothing is left
   */
  public void requireRoom(long bytes) throws IOException {
    store.requireSpace(bytes);
    try (SpooledFile probe = begin("probe")) {
      probe.write(new byte[FileStore.PROBE_BYTES]);
    }
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

  private static int removeLeftovers(OpenFolder folder, Predicate<String> forgotten)
      throws IOException {
    int whole = 0;
    for (FolderEntry entry : folder.entries()) {
      String name = entry.name();
      boolean kept =
          name.endsWith(WHOLE)
              && !forgotten.test(name.substring(0, name.length() - WHOLE.length()));
      if (kept) {
        whole++;
      } else if (!entry.isFolder() && (name.endsWith(PART) || name.endsWith(WHOLE))) {
        folder.delete(entry.fileName());
      }
    }
    return whole;
  }

  private Path whole(String name) {
    return store.tree().received().resolve(name + WHOLE);
  }
}
