package dev.dalleserver.store;

import dev.dalleserver.store.FileStoreListener.Operation;
import java.io.File;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads and writes files below the data directory so that each appears under its name whole or not
 * at all, and survives a power cut once {@link #write} has returned.
 *
 * <p>No link below the data directory is followed, and nothing but regular files is opened; see
 * {@link OpenFolder} for how that is kept while others change the folders. Once the directory was
 * removed or replaced nothing is written any more. Safe for use by many threads; two writers of one
 * path leave one of the two contents, whole.
 */
public final class FileStore {
  private static final Logger LOG = LoggerFactory.getLogger(FileStore.class);

  /** Enough to need a block of its own. */
  static final int PROBE_BYTES = 8 * 1024;

  private final DataDirectory directory;
  private final DataLayout tree;
  private final ConfinedTree files;
  private final List<FileStoreListener> listeners = new CopyOnWriteArrayList<>();

  /**
   * @param directory a data directory that this process owns
   */
  public FileStore(DataDirectory directory) {
    this.directory = directory;
    this.tree = directory.tree();
    this.files = directory.files();
  }

  public void addListener(FileStoreListener listener) {
    listeners.add(listener);
  }

  /** The layout of the directory that this store works in. */
  public DataLayout tree() {
    return tree;
  }

  /**
   * Replaces {@code target} by {@code content}, making its folders where they are missing.
   *
   * @throws IOException when it could not be stored; the old file is untouched and nothing is left
   */
  public void write(Path target, byte[] content) throws IOException {
    boolean written = false;
    try {
      directory.requireHeld();
      try (OpenFolder folder = files.make(ConfinedTree.parent(target));
          OpenFolder temporary = files.open(tree.temporary())) {
        Path name = temporaryName();
        try {
          temporary.write(name, content);
          temporary.move(name, folder, ConfinedTree.name(target));
        } finally {
          temporary.delete(name);
        }
        folder.force();
      }
      written = true;
    } finally {
      tell(Operation.WRITE, target, written);
    }
  }

  /** Replaces {@code target} by a text in UTF-8. */
  public void writeText(Path target, String text) throws IOException {
    write(target, text.getBytes(StandardCharsets.UTF_8));
  }

  /** The whole file, or empty when there is none. */
  public Optional<byte[]> read(Path path) throws IOException {
    boolean read = false;
    try {
      if (!exists(path)) {
        read = true;
        return Optional.empty();
      }
      try (FileChannel channel = open(path)) {
        byte[] content = Channels.newInputStream(channel).readAllBytes();
        read = true;
        return Optional.of(content);
      }
    } catch (NoSuchFileException e) {
      // Removed between the look and the read: the same as never having been there.
      read = true;
      return Optional.empty();
    } finally {
      tell(Operation.READ, path, read);
    }
  }

  /** The whole file as UTF-8, or empty when there is none. */
  public Optional<String> readText(Path path) throws IOException {
    return read(path).map(bytes -> new String(bytes, StandardCharsets.UTF_8));
  }

  /**
   * Opens a file for reading.
   *
   * @throws NoSuchFileException when there is none
   * @throws NotConfinedException when it is no regular file, or lies behind a link
   */
  public FileChannel open(Path path) throws IOException {
    return files.openFile(path);
  }

  /** The names in a folder, in no order; empty when there is no such folder. */
  public List<Path> names(Path folder) throws IOException {
    return files.names(folder);
  }

  /** True for a regular file below the data directory that no link leads to. */
  public boolean exists(Path path) {
    return Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS) && directory.confines(path);
  }

  /** When a file was last written, or empty when there is none. */
  public Optional<Instant> modifiedAt(Path path) throws IOException {
    return exists(path)
        ? Optional.of(Files.getLastModifiedTime(path).toInstant())
        : Optional.empty();
  }

  /** Says of a file that it was written at that time. */
  public void setModifiedAt(Path path, Instant time) throws IOException {
    directory.requireHeld();
    try (OpenFolder folder = files.open(ConfinedTree.parent(path))) {
      folder.setModifiedAt(ConfinedTree.name(path), time);
    }
  }

  /** A file's length in bytes, 0 when there is none. */
  public long size(Path path) throws IOException {
    return exists(path) ? Files.size(path) : 0;
  }

  /**
   * Removes a file, durably.
   *
   * @return false when there was none
   */
  public boolean delete(Path path) throws IOException {
    boolean succeeded = false;
    try {
      directory.requireHeld();
      boolean deleted =
          exists(path) && deleteIn(ConfinedTree.parent(path), ConfinedTree.name(path));
      succeeded = true;
      return deleted;
    } finally {
      tell(Operation.DELETE, path, succeeded);
    }
  }

  /**
   * Removes a folder with the files in it. One that is not there is left, as is what is no folder;
   * folders in it are left, with a warning, and so is it then.
   */
  public void deleteFolder(Path folder) throws IOException {
    directory.requireHeld();
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS) || !directory.confines(folder)) {
      return;
    }
    try (OpenFolder home = files.open(ConfinedTree.parent(folder))) {
      Path name = ConfinedTree.name(folder);
      try (OpenFolder opened = home.folder(name)) {
        if (!removeFiles(folder, opened)) {
          return;
        }
      }
      home.deleteFolder(name);
      home.force();
    }
  }

  private boolean removeFiles(Path folder, OpenFolder opened) throws IOException {
    boolean all = true;
    for (FolderEntry entry : opened.entries()) {
      Path path = folder.resolve(entry.fileName());
      if (entry.isFolder()) {
        LOG.warn("store event=not_removed folder=\"{}\"", tree.relative(path));
        all = false;
      } else if (opened.delete(entry.fileName())) {
        tell(Operation.DELETE, path, true);
      }
    }
    return all;
  }

  private boolean deleteIn(Path folder, Path name) throws IOException {
    try (OpenFolder opened = files.open(folder)) {
      boolean deleted = opened.delete(name);
      if (deleted) {
        opened.force();
      }
      return deleted;
    }
  }

  /** Puts a file that cannot be used out of the way under {@code name.corrupt-millis}. */
  public Path setAside(Path path, long millis) throws IOException {
    directory.requireHeld();
    Path aside = path.resolveSibling(path.getFileName() + ".corrupt-" + millis);
    try (OpenFolder folder = files.open(ConfinedTree.parent(path))) {
      folder.move(ConfinedTree.name(path), folder, ConfinedTree.name(aside));
      folder.force();
    }
    return aside;
  }

  /**
   * Makes sure that a file could be stored under that path: nothing above it is a link or anything
   * else than a folder. Changes nothing.
   */
  public void requireStorable(Path file) throws IOException {
    files.requireFolder(ConfinedTree.parent(file));
  }

  /**
   * Makes sure, as far as anybody can beforehand, that {@code bytes} more can be stored: there is
   * room for them, on a small disk for a quarter of it, and a file can be made, written and forced.
   *
   * @throws IOException when they could not; nothing is left
   */
  public void requireRoom(long bytes) throws IOException {
    requireSpace(tree.temporary(), bytes);
    probe(PROBE_BYTES);
  }

  /**
   * Makes sure that there is room for {@code bytes} more in a folder that is there, on a small disk
   * for a quarter of it.
   *
   * @throws IOException when there is none
   */
  void requireSpace(Path folder, long bytes) throws IOException {
    // Not by way of the JDK's file stores, which read the table of all mounts first.
    File place = folder.toFile();
    if (place.getUsableSpace() < Math.min(bytes, place.getTotalSpace() / 4)) {
      throw new IOException("the disk is nearly full");
    }
  }

  /**
   * Stores a file of that length as {@link #write} would, but for the last rename, and removes it.
   *
   * @throws IOException when nothing can be stored, also because the directory was replaced
   */
  public void probe(int bytes) throws IOException {
    directory.requireHeld();
    files.requireFolder(tree.output());
    files.requireFolder(tree.metrics());
    Path name = temporaryName();
    try (OpenFolder temporary = files.open(tree.temporary())) {
      try {
        temporary.write(name, new byte[bytes]);
      } finally {
        temporary.delete(name);
      }
    }
  }

  /** Why nothing is written any more: the directory was removed or replaced; empty otherwise. */
  public Optional<String> lost() {
    return directory.lost();
  }

  /** An error of the disk in words for callers: what went wrong, and no absolute path. */
  public String describe(IOException fault) {
    if (fault instanceof NotConfinedException confined) {
      return confined.what();
    }
    String reason =
        fault instanceof FileSystemException specific && specific.getReason() != null
            ? specific.getReason()
            : fault.getMessage();
    String kind = fault.getClass().getSimpleName().replace("Exception", "");
    if (reason == null || reason.contains("/") || reason.contains("\\")) {
      return kind;
    }
    return reason;
  }

  /** A folder below the data directory, made where it is missing; nothing above it is a link. */
  OpenFolder makeFolder(Path folder) throws IOException {
    directory.requireHeld();
    return files.make(folder);
  }

  /** A folder below the data directory. */
  OpenFolder openFolder(Path folder) throws IOException {
    return files.open(folder);
  }

  void tell(Operation operation, Path path, boolean succeeded) {
    for (FileStoreListener listener : listeners) {
      listener.onFileOperation(operation, tree.relative(path), succeeded);
    }
  }

  /**
   * A name that no other file has; it need not be hard to guess, and the source for that starts
   * slowly.
   */
  private static Path temporaryName() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    return Path.of(new UUID(random.nextLong(), random.nextLong()) + ".part");
  }
}
