package dev.dalleserver.storage;

import dev.dalleserver.text.PlainReason;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A data directory that this process owns: locked against a second server, writable, with its
 * folders created and the unfinished files of a crash removed.
 *
 * <p>The operating system holds the lock, so it goes with the process however the process ends. The
 * lock protects nothing once the file or the directory was replaced: {@link #checkIdentity} detects
 * that.
 */
public final class DataDirectory implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DataDirectory.class);

  /**
   * The real paths that servers of this process hold. On POSIX the lock belongs to the process, and
   * closing any channel on the lock file releases it: a second server in this process must be
   * refused before it opens a channel.
   */
  private static final Set<Path> OPEN_DIRECTORIES = ConcurrentHashMap.newKeySet();

  private static final String LOCK = ".lock";
  private static final String LEFTOVER = ".part";
  private static final Path PROBE = Path.of("probe" + LEFTOVER);

  private final DataLayout layout;
  private final Path realPath;
  private final ConfinedTree files;
  private final FileChannel channel;
  private final Identity identity;
  private volatile @Nullable String lostReason;

  private DataDirectory(
      DataLayout tree, Path realPath, ConfinedTree files, FileChannel channel, Identity identity) {
    this.layout = tree;
    this.realPath = realPath;
    this.files = files;
    this.channel = channel;
    this.identity = identity;
  }

  /**
   * Locks the directory, and creates it when it is missing.
   *
   * @throws DataDirectoryException when it cannot be written, one of its folders is a link, or
   *     another process holds it
   */
  public static DataDirectory open(Path path) throws DataDirectoryException {
    DataLayout tree = new DataLayout(path);
    Path root = tree.dataDirectory();
    try {
      Files.createDirectories(root, FileModes.folder(root));
      requireRealFolders(path);
      return lockAndPrepare(tree, root.toRealPath());
    } catch (FileAlreadyExistsException e) {
      throw new DataDirectoryException(
          "the data directory " + root + " cannot be written: it is not a folder", e);
    } catch (IOException e) {
      throw new DataDirectoryException(
          "the data directory " + root + " cannot be written: " + PlainReason.withFile(e), e);
    }
  }

  /**
   * Refuses a directory in which links stand where the server stores files, before any file in it
   * is read or written: those that another user has planted in the place of a series do not count.
   *
   * @throws DataDirectoryException with a message that names all links and says what to do
   */
  public static void requireRealFolders(Path path) throws DataDirectoryException {
    DataLayout tree = new DataLayout(path);
    List<String> links = OperatorLinks.in(tree);
    if (!links.isEmpty()) {
      throw new DataDirectoryException(
          "the data directory "
              + tree.dataDirectory()
              + " has links in the place of its folders, and links are not followed: "
              + String.join(", ", links)
              + "; "
              + NotConfinedException.REMEDY,
          null);
    }
  }

  /**
   * Locks an existing directory while it is examined, so that no server can start in it; changes
   * nothing in it.
   *
   * @throws DataDirectoryException when another process holds it
   */
  public static AutoCloseable lockExisting(Path path) throws DataDirectoryException, IOException {
    DataLayout tree = new DataLayout(path);
    if (OPEN_DIRECTORIES.contains(tree.dataDirectory().toRealPath())) {
      throw inUse(tree);
    }
    Path lock = tree.dataDirectory().resolve(LOCK);
    if (!Files.isRegularFile(lock, LinkOption.NOFOLLOW_LINKS) || !Files.isWritable(lock)) {
      // No server has locked it, or one of another user, whose lock this process cannot test.
      return () -> {};
    }
    FileChannel channel =
        FileChannel.open(lock, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
    if (channel.tryLock() == null) {
      channel.close();
      throw inUse(tree);
    }
    return channel;
  }

  public DataLayout layout() {
    return layout;
  }

  /**
   * Checks whether the directory and its lock are still those that were opened. The result stays
   * until a later check finds them back.
   *
   * @return what has happened to them, as text; empty when both are in place
   */
  public Optional<String> checkIdentity() {
    Optional<String> found = identity.difference(layout.dataDirectory());
    lostReason = found.orElse(null);
    return found;
  }

  /** Returns the result of the last check. */
  public Optional<String> lostReason() {
    return Optional.ofNullable(lostReason);
  }

  /** Releases the directory. A second call has no effect. */
  @Override
  public void close() throws IOException {
    if (channel.isOpen()) {
      try (ConfinedTree closing = files) {
        channel.close();
      } finally {
        OPEN_DIRECTORIES.remove(realPath);
      }
    }
  }

  ConfinedTree files() {
    return files;
  }

  /**
   * Returns true when a path is below the directory and no part of it is a link. Only for reading
   * attributes: the answer may be outdated a moment later, so files are opened by {@link #files}.
   */
  boolean confines(Path path) {
    try {
      Path relative = layout.dataDirectory().relativize(path);
      return path.toRealPath().equals(realPath.resolve(relative));
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Checks that the directory is still held.
   *
   * @throws IOException when the last check found the directory removed or replaced: another server
   *     may work in its replacement
   */
  void requireHeld() throws IOException {
    String reason = lostReason;
    if (reason != null) {
      throw new IOException(reason);
    }
  }

  private static DataDirectory lockAndPrepare(DataLayout tree, Path realPath)
      throws IOException, DataDirectoryException {
    if (!OPEN_DIRECTORIES.add(realPath)) {
      throw inUse(tree);
    }
    boolean held = false;
    try {
      FileChannel channel = lock(tree);
      ConfinedTree files = null;
      try {
        files = ConfinedTree.openRoot(tree.dataDirectory());
        Identity identity = Identity.of(tree.dataDirectory());
        prepare(tree, files);
        held = true;
        return new DataDirectory(tree, realPath, files, channel, identity);
      } finally {
        if (!held) {
          channel.close();
          if (files != null) {
            files.close();
          }
        }
      }
    } finally {
      if (!held) {
        OPEN_DIRECTORIES.remove(realPath);
      }
    }
  }

  private static FileChannel lock(DataLayout tree) throws IOException, DataDirectoryException {
    Path lock = tree.dataDirectory().resolve(LOCK);
    if (Files.exists(lock, LinkOption.NOFOLLOW_LINKS)
        && !Files.isRegularFile(lock, LinkOption.NOFOLLOW_LINKS)) {
      throw new IOException(LOCK + " is not a regular file; remove it");
    }
    FileChannel channel =
        FileChannel.open(
            lock,
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS),
            FileModes.file(lock));
    if (channel.tryLock() == null) {
      channel.close();
      throw inUse(tree);
    }
    return channel;
  }

  private static DataDirectoryException inUse(DataLayout tree) {
    return DataDirectoryException.inUse(
        "the data directory " + tree.dataDirectory() + " is in use by another dalleserver");
  }

  private static void prepare(DataLayout tree, ConfinedTree files) throws IOException {
    files.makeFolder(tree.seriesDefinitions()).close();
    try (FolderHandle temporary = files.makeFolder(tree.temporary());
        FolderHandle output = files.makeFolder(tree.output());
        FolderHandle metrics = files.makeFolder(tree.metrics())) {
      removeLeftovers(temporary);
      for (FolderHandle target : List.of(output, metrics)) {
        probe(temporary, target);
      }
    }
  }

  /**
   * Stores a file as the store does. Both directions need permissions (root, read-only mounts), and
   * a folder may be another mount: only a real move proves that files get from one to the other.
   */
  private static void probe(FolderHandle temporary, FolderHandle target) throws IOException {
    temporary.write(PROBE, new byte[1]);
    try {
      temporary.move(PROBE, target, PROBE);
    } catch (AtomicMoveNotSupportedException e) {
      temporary.delete(PROBE);
      target.delete(PROBE);
      target.write(PROBE, new byte[1]);
    }
    target.delete(PROBE);
  }

  /**
   * Removes unfinished files. Folders stay: the server creates none there, so their content belongs
   * to the operator.
   */
  private static void removeLeftovers(FolderHandle temporary) throws IOException {
    List<String> remaining = new ArrayList<>();
    for (FolderEntry entry : temporary.allEntries()) {
      if (entry.name().endsWith(LEFTOVER) && !entry.isFolder()) {
        temporary.delete(entry.fileName());
      } else {
        remaining.add(entry.name());
      }
    }
    if (!remaining.isEmpty()) {
      LOG.warn(
          "store event=not_removed folder=.tmp entries={} first=\"{}\"",
          remaining.size(),
          remaining.get(0));
    }
  }

  /**
   * The identity of the directory and of the lock file: device and inode, which a file keeps while
   * it is open, or null where a file system has no such keys.
   */
  private record Identity(@Nullable Object directory, @Nullable Object lock) {
    static Identity of(Path root) throws IOException {
      return new Identity(key(root), key(root.resolve(LOCK), LinkOption.NOFOLLOW_LINKS));
    }

    Optional<String> difference(Path root) {
      try {
        Identity now = of(root);
        if (now.equals(this)) {
          return Optional.empty();
        }
        boolean directoryReplaced = !Objects.equals(now.directory, directory);
        return Optional.of(
            (directoryReplaced ? "the data directory" : "the lock in the data directory")
                + " was replaced while the server ran");
      } catch (IOException e) {
        return Optional.of(
            "the data directory or its lock was removed, or cannot be read, while the server ran");
      }
    }

    private static @Nullable Object key(Path path, LinkOption... options) throws IOException {
      return Files.readAttributes(path, BasicFileAttributes.class, options).fileKey();
    }
  }
}
