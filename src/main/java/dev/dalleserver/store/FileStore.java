package dev.dalleserver.store;

import dev.dalleserver.store.FileStoreListener.Operation;
import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Reads and writes files below the data directory so that each appears under its name whole or not
 * at all, and survives a power cut once {@link #write} has returned.
 *
 * <p>Symbolic links that lead out of the data directory are not followed. Safe for use by many
 * threads; two writers of one path leave one of the two contents, whole.
 */
public final class FileStore {
  /** Enough to need a block of its own. */
  private static final int PROBE_BYTES = 8 * 1024;

  private final OutputTree tree;
  private final Path realRoot;
  private final List<FileStoreListener> listeners = new CopyOnWriteArrayList<>();

  /**
   * @param directory a data directory that this process owns
   */
  public FileStore(DataDirectory directory) {
    this.tree = directory.tree();
    this.realRoot = directory.realPath();
  }

  public void addListener(FileStoreListener listener) {
    listeners.add(listener);
  }

  /** The layout of the directory that this store works in. */
  public OutputTree tree() {
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
      Path directory = makeDirectories(folder(target));
      Path temporary = temporary();
      try {
        writeForced(temporary, content);
        Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(temporary);
      }
      force(directory);
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
      byte[] content = Files.readAllBytes(path);
      read = true;
      return Optional.of(content);
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

  /** True for a regular file that really lies below the data directory. */
  public boolean exists(Path path) {
    if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
      return inside(path);
    }
    return false;
  }

  /** When a file was last written, or empty when there is none. */
  public Optional<Instant> modifiedAt(Path path) throws IOException {
    return exists(path)
        ? Optional.of(Files.getLastModifiedTime(path).toInstant())
        : Optional.empty();
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
      boolean deleted = exists(path) && Files.deleteIfExists(path);
      if (deleted) {
        force(folder(path));
      }
      succeeded = true;
      return deleted;
    } finally {
      tell(Operation.DELETE, path, succeeded);
    }
  }

  /** Removes a folder with the files in it; one that is not there, or leads elsewhere, is left. */
  public void deleteFolder(Path folder) throws IOException {
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS) || !inside(folder)) {
      return;
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        Files.deleteIfExists(file);
        tell(Operation.DELETE, file, true);
      }
    }
    Files.deleteIfExists(folder);
    force(folder(folder));
  }

  /** Puts a file that cannot be used out of the way under {@code name.corrupt-millis}. */
  public Path setAside(Path path, long millis) throws IOException {
    Path aside = path.resolveSibling(path.getFileName() + ".corrupt-" + millis);
    Files.move(path, aside, StandardCopyOption.ATOMIC_MOVE);
    force(folder(path));
    return aside;
  }

  /**
   * Makes sure, as far as anybody can beforehand, that {@code bytes} more can be stored: there is
   * room for them, on a small disk for a quarter of it, and a file can be made, written and forced.
   *
   * @throws IOException when they could not; nothing is left
   */
  public void requireRoom(long bytes) throws IOException {
    // Not by way of the JDK's file stores, which read the table of all mounts first.
    File folder = tree.temporary().toFile();
    if (folder.getUsableSpace() < Math.min(bytes, folder.getTotalSpace() / 4)) {
      throw new IOException("the disk is nearly full");
    }
    Path probe = temporary();
    try {
      writeForced(probe, new byte[PROBE_BYTES]);
    } finally {
      Files.deleteIfExists(probe);
    }
  }

  /** An error of the disk in words for callers: what went wrong, and no absolute path. */
  public String describe(IOException fault) {
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

  private static void writeForced(Path file, byte[] content) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      ByteBuffer buffer = ByteBuffer.wrap(content);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
      channel.force(true);
    }
  }

  /**
   * Makes {@code directory} and its parents; each new one is in its parent for good. The nearest
   * one that exists decides, before anything is made, whether all this lies in the data directory.
   */
  private Path makeDirectories(Path directory) throws IOException {
    if (Files.isDirectory(directory)) {
      confine(directory);
      return directory;
    }
    Path parent = directory.getParent();
    if (parent != null) {
      makeDirectories(parent);
    }
    Files.createDirectories(directory);
    if (parent != null) {
      force(parent);
    }
    return directory;
  }

  /** Every path that is handled here lies below the data directory, so it has a parent. */
  private static Path folder(Path file) {
    return Objects.requireNonNull(file.getParent());
  }

  /** Makes the names in {@code directory} survive a power cut. */
  static void force(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /** A lexical check would pass a link planted in the tree, so the real path decides. */
  private void confine(Path directory) throws IOException {
    if (!inside(directory)) {
      throw new IOException(tree.relative(directory) + " leads out of the data directory");
    }
  }

  private boolean inside(Path path) {
    try {
      return path.toRealPath().startsWith(realRoot);
    } catch (IOException e) {
      return false;
    }
  }

  private void tell(Operation operation, Path path, boolean succeeded) {
    for (FileStoreListener listener : listeners) {
      listener.onFileOperation(operation, tree.relative(path), succeeded);
    }
  }

  /**
   * A name that nobody has; it need not be hard to guess, and the source for that starts slowly.
   */
  private Path temporary() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    return tree.temporary().resolve(new UUID(random.nextLong(), random.nextLong()) + ".part");
  }
}
