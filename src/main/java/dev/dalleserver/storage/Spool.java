package dev.dalleserver.storage;

import dev.dalleserver.picture.ArtifactId;
import dev.dalleserver.picture.ReceivedName;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;

/**
 * The folder of files that arrive in pieces and must outlive the process from their last byte on. A
 * file that is being written ends in {@code .part}; a file that is whole, forced to disk and
 * renamed ends in {@code .received}, and stays until {@link LocalArtifacts} deletes it or sets it
 * aside. Thread-safe.
 */
final class Spool {
  private static final String PART = ArtifactId.Received.UNFINISHED_ENDING;
  private static final String WHOLE = ArtifactId.Received.ENDING;

  private static final ReceivedName PROBE = new ReceivedName("probe");

  private final FileStore store;

  Spool(FileStore store) {
    this.store = store;
  }

  /**
   * Begins a file. Several files may be written under one name at the same time: the last one that
   * is completed stays.
   *
   * @throws IOException when the file cannot be created
   */
  SpooledFile begin(ReceivedName name) throws IOException {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    UUID unique = new UUID(random.nextLong(), random.nextLong());
    ArtifactId id = new ArtifactId.Received(name);
    Path part = store.layout().received().resolve(name.text() + "." + unique + PART);
    return new SpooledFile(store, id, part, store.layout().file(id));
  }

  /**
   * Checks, before a picture is paid for, that {@code bytes} more can be received: the disk has
   * room for them, and a file can be created and written here. Whether a file can be forced, the
   * caller finds out by its next write.
   *
   * @throws IOException when they cannot be received; no file stays behind
   */
  void requireRoom(long bytes) throws IOException {
    try (SpooledFile probe = begin(PROBE)) {
      probe.write(new byte[FileStore.PROBE_BYTES]);
    }
    // Each folder may be on another disk, and the picture goes to both.
    store.requireSpace(store.layout().received(), bytes);
    store.requireSpace(store.layout().temporary(), bytes);
    store.requireSpace(store.layout().output(), bytes);
  }

  /**
   * Removes unfinished files that a killed process has left, and whole files that are not needed
   * any more.
   *
   * @param removable true for names whose whole files are removed too
   * @return the number of whole files that stay
   */
  int removeLeftovers(Predicate<String> removable) throws IOException {
    try (FolderHandle folder = store.openFolder(store.layout().received())) {
      return removeLeftovers(folder, removable);
    } catch (NoSuchFileException e) {
      return 0;
    }
  }

  private static int removeLeftovers(FolderHandle folder, Predicate<String> removable)
      throws IOException {
    int whole = 0;
    for (FolderEntry entry : folder.allEntries()) {
      String name = entry.name();
      boolean keep =
          name.endsWith(WHOLE)
              && !removable.test(name.substring(0, name.length() - WHOLE.length()));
      if (keep) {
        whole++;
      } else if (!entry.isFolder() && (name.endsWith(PART) || name.endsWith(WHOLE))) {
        folder.delete(entry.fileName());
      }
    }
    return whole;
  }
}
