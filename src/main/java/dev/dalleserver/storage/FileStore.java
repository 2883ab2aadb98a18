package dev.dalleserver.storage;

import dev.dalleserver.storage.FileStoreListener.Operation;
import dev.dalleserver.text.PlainReason;
import java.io.File;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads and writes files below the data directory. Each file appears under its name whole or not at
 * all, and survives a power cut once {@link #write} has returned.
 *
 * <p>No link below the data directory is followed, and only regular files are opened; {@link
 * FolderHandle} explains how this holds while other programs change the folders. After the
 * directory was removed or replaced, the store writes no more files. Thread-safe; two concurrent
 * writers of one path leave one of the two contents, whole.
 */
public final class FileStore {
  private static final Logger LOG = LoggerFactory.getLogger(FileStore.class);

  /** Large enough to need a disk block. */
  static final int PROBE_BYTES = 8 * 1024;

  private final DataDirectory directory;
  private final DataLayout layout;
  private final ConfinedTree files;
  private final Mounts mounts;
  private final List<FileStoreListener> listeners = new CopyOnWriteArrayList<>();

  /**
   * Held while a file gets its name, and while the file of a name is looked at and then removed or
   * moved away, so that no other file takes the name between the two.
   */
  final Object renameLock = new Object();

  /**
   * Creates a store.
   *
   * @param directory a data directory that this process owns
   */
  public FileStore(DataDirectory directory) {
    this.directory = directory;
    this.layout = directory.layout();
    this.files = directory.files();
    this.mounts = new Mounts(layout, files, renameLock);
  }

  public void addListener(FileStoreListener listener) {
    listeners.add(listener);
  }

  /** Returns the layout of the directory that this store works in. */
  public DataLayout layout() {
    return layout;
  }

  /**
   * Replaces {@code target} by {@code content}, and creates missing folders.
   *
   * @throws IOException when it could not be stored; the old file is unchanged and no temporary
   *     file stays
   */
  public void write(Path target, byte[] content) throws IOException {
    boolean written = false;
    try {
      directory.requireHeld();
      try (FolderHandle folder = files.makeFolder(ConfinedTree.parent(target))) {
        mounts.write(folder, target, content);
        folder.force();
      }
      written = true;
    } finally {
      notifyListeners(Operation.WRITE, target, written);
    }
  }

  /** Replaces {@code target} by a text in UTF-8. */
  public void writeText(Path target, String text) throws IOException {
    write(target, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Reads a whole file; empty when it does not exist. */
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
      // Removed between the check and the read: treated as if it had never existed.
      read = true;
      return Optional.empty();
    } finally {
      notifyListeners(Operation.READ, path, read);
    }
  }

  /** Reads a whole file as UTF-8; empty when it does not exist. */
  public Optional<String> readText(Path path) throws IOException {
    return read(path).map(bytes -> new String(bytes, StandardCharsets.UTF_8));
  }

  /**
   * Opens a file for reading.
   *
   * @throws NoSuchFileException when it does not exist
   * @throws NotConfinedException when it is not a regular file, or lies behind a link
   */
  public FileChannel open(Path path) throws IOException {
    return files.openFile(path);
  }

  /**
   * Returns the names in a folder, in no particular order, without those that other programs leave
   * there; empty when the folder does not exist.
   */
  public List<Path> names(Path folder) throws IOException {
    return files.names(folder);
  }

  /** Returns true for a regular file below the data directory that is not behind a link. */
  public boolean exists(Path path) {
    return Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS) && directory.confines(path);
  }

  /** Returns true when the path is below the data directory and no part of it is a link. */
  boolean isConfined(Path path) {
    return directory.confines(path);
  }

  /** Returns when a file was last written; empty when it does not exist. */
  public Optional<Instant> modifiedAt(Path path) throws IOException {
    return exists(path)
        ? Optional.of(Files.getLastModifiedTime(path).toInstant())
        : Optional.empty();
  }

  /** Sets the time at which a file was last written. */
  public void setModifiedAt(Path path, Instant time) throws IOException {
    directory.requireHeld();
    try (FolderHandle folder = files.openFolder(ConfinedTree.parent(path))) {
      folder.setModifiedAt(ConfinedTree.name(path), time);
    }
  }

  /** Returns a file's length in bytes, 0 when it does not exist. */
  public long size(Path path) throws IOException {
    return exists(path) ? Files.size(path) : 0;
  }

  /**
   * Removes a file, durably.
   *
   * @return false when it did not exist
   */
  public boolean delete(Path path) throws IOException {
    return delete(path, () -> true);
  }

  /** Removes a file, durably, if the condition holds at that moment. */
  boolean delete(Path path, BooleanSupplier condition) throws IOException {
    boolean succeeded = false;
    try {
      directory.requireHeld();
      boolean deleted =
          exists(path) && deleteIn(ConfinedTree.parent(path), ConfinedTree.name(path), condition);
      succeeded = true;
      return deleted;
    } finally {
      notifyListeners(Operation.DELETE, path, succeeded);
    }
  }

  /**
   * Removes a folder with the files in it. Does nothing when the path is missing or is not a
   * folder. Subfolders stay, with a warning, and then the folder stays too.
   */
  public void deleteFolder(Path folder) throws IOException {
    directory.requireHeld();
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS) || !directory.confines(folder)) {
      return;
    }
    try (FolderHandle parent = files.openFolder(ConfinedTree.parent(folder))) {
      Path name = ConfinedTree.name(folder);
      try (FolderHandle opened = parent.openFolder(name)) {
        if (!removeFiles(folder, opened)) {
          return;
        }
      }
      parent.deleteFolder(name);
      parent.force();
    }
  }

  private boolean removeFiles(Path folder, FolderHandle opened) throws IOException {
    boolean all = true;
    for (FolderEntry entry : opened.allEntries()) {
      Path path = folder.resolve(entry.fileName());
      if (entry.isFolder()) {
        LOG.warn("store event=not_removed folder=\"{}\"", layout.relative(path));
        all = false;
      } else if (opened.delete(entry.fileName())) {
        notifyListeners(Operation.DELETE, path, true);
      }
    }
    return all;
  }

  private boolean deleteIn(Path folder, Path name, BooleanSupplier condition) throws IOException {
    try (FolderHandle opened = files.openFolder(folder)) {
      boolean deleted;
      synchronized (renameLock) {
        deleted = condition.getAsBoolean() && opened.delete(name);
      }
      if (deleted) {
        opened.force();
      }
      return deleted;
    }
  }

  /** Moves an unusable file out of the way, to {@code name.corrupt-millis}. */
  public Path renameCorrupt(Path path, long millis) throws IOException {
    directory.requireHeld();
    Path target = path.resolveSibling(path.getFileName() + ".corrupt-" + millis);
    try (FolderHandle folder = files.openFolder(ConfinedTree.parent(path))) {
      folder.move(ConfinedTree.name(path), folder, ConfinedTree.name(target));
      folder.force();
    }
    return target;
  }

  /**
   * Checks that a file could be stored under the path: everything above it is a folder, and not a
   * link, and those that exist can be written to. Changes nothing.
   */
  public void requireStorable(Path file) throws IOException {
    Path folder = ConfinedTree.parent(file);
    files.requireFolder(folder);
    mounts.requireWritable(folder);
  }

  /**
   * Checks, as far as possible beforehand, that {@code bytes} more can be stored: the disk has room
   * for them, or on a small disk a quarter of it is free, and a file can be created, written and
   * forced.
   *
   * @throws IOException when they could not be stored; no file stays behind
   */
  public void requireRoom(long bytes) throws IOException {
    requireSpace(layout.temporary(), bytes);
    requireSpace(layout.output(), bytes);
    probe(PROBE_BYTES);
  }

  /**
   * Checks that the disk of an existing folder has room for {@code bytes} more, or that on a small
   * disk a quarter of it is free.
   *
   * @throws IOException when it has not
   */
  void requireSpace(Path folder, long bytes) throws IOException {
    // Not through the JDK's FileStore, which reads the table of all mounts first.
    File place = folder.toFile();
    if (place.getUsableSpace() < Math.min(bytes, place.getTotalSpace() / 4)) {
      throw new IOException("the disk is nearly full");
    }
  }

  /** Returns the space of the disk on which the data directory lies. */
  public DiskSpace space() throws IOException {
    return DiskSpace.of(layout.dataDirectory());
  }

  /**
   * Stores a file of that length as {@link #write} would, except for the last rename, and removes
   * it.
   *
   * @throws IOException when files cannot be stored, also because the directory was replaced
   */
  public void probe(int bytes) throws IOException {
    directory.requireHeld();
    mounts.probe(bytes);
  }

  /**
   * Returns why no more files are written: the directory was removed or replaced; empty otherwise.
   */
  public Optional<String> lostReason() {
    return directory.lostReason();
  }

  /** Describes a disk error for clients: what went wrong, without an absolute path. */
  public String describe(IOException failure) {
    if (failure instanceof NotConfinedException notConfined) {
      return notConfined.problem();
    }
    return PlainReason.withoutPath(failure);
  }

  /**
   * Opens a folder below the data directory, and creates it when it is missing; none of the folders
   * above it is a link.
   */
  FolderHandle makeFolder(Path folder) throws IOException {
    directory.requireHeld();
    return files.makeFolder(folder);
  }

  /** Opens a folder below the data directory. */
  FolderHandle openFolder(Path folder) throws IOException {
    return files.openFolder(folder);
  }

  void notifyListeners(Operation operation, Path path, boolean succeeded) {
    for (FileStoreListener listener : listeners) {
      listener.onFileOperation(operation, layout.relative(path), succeeded);
    }
  }
}
