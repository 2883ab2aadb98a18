package dev.dalleserver.storage;

import dev.dalleserver.picture.PassedOverName;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A folder that is held open; its entries are accessed by their names within it. No link is ever
 * followed.
 *
 * <p>Where the file system offers descriptors of folders (Linux does), every call uses the
 * descriptor, so it stays in this folder even when another folder, or a link, takes its path
 * meanwhile. Elsewhere each call first checks whether the path still leads to the same real path; a
 * process that may write in the data directory can then win a race between the check and the call.
 *
 * <p>Two races remain with descriptors too. Java cannot open a file without blocking, so a process
 * that swaps a regular file for a pipe in the microseconds between the check and the opening holds
 * one reading thread until the pipe is written to; it gets no content. And Java creates folders by
 * path only, so a process that swaps the parent for a link in that moment gets an empty folder
 * elsewhere, which is not used.
 *
 * <p>Thread-safe.
 */
public final class FolderHandle implements AutoCloseable {
  /**
   * The maximum number of entries of one folder that are read: far more than one series has
   * pictures.
   */
  static final int MAX_ENTRIES = 1_000_000;

  private static final Path SELF = Path.of(".");
  private static final Path EMPTY_PATH = Path.of("");

  private final Path root;
  private final Path path;
  private final Path realPath;
  private final DirectoryStream<Path> stream;
  private final @Nullable SecureDirectoryStream<Path> descriptor;

  private FolderHandle(
      Path root, Path path, Path realPath, DirectoryStream<Path> stream, boolean byDescriptor) {
    this.root = root;
    this.path = path;
    this.realPath = realPath;
    this.stream = stream;
    this.descriptor =
        byDescriptor && stream instanceof SecureDirectoryStream<Path> secureStream
            ? secureStream
            : null;
  }

  /** Opens the root; a link to it is followed, since the operator has named it. */
  static FolderHandle root(Path root) throws IOException {
    return root(root, true);
  }

  /**
   * Opens the root.
   *
   * @param byDescriptor false to use paths even where the file system offers descriptors
   */
  static FolderHandle root(Path root, boolean byDescriptor) throws IOException {
    if (!Files.isDirectory(root)) {
      // Opening a pipe would block until another process writes to it.
      throw new NoSuchFileException(root.toString(), null, "there is no such folder");
    }
    return new FolderHandle(
        root, root, root.toRealPath(), Files.newDirectoryStream(root), byDescriptor);
  }

  /** Opens the same folder a second time. */
  FolderHandle reopen() throws IOException {
    return new FolderHandle(root, path, realPath, newListing(), descriptor != null);
  }

  /**
   * Opens a folder in this one.
   *
   * @throws NoSuchFileException when it does not exist
   * @throws NotConfinedException when it is not a folder
   */
  FolderHandle openFolder(Path name) throws IOException {
    requireKind(name, FolderEntry.Kind.FOLDER);
    Path child = path.resolve(name);
    DirectoryStream<Path> opened =
        descriptor == null
            ? Files.newDirectoryStream(child)
            : descriptor.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS);
    return new FolderHandle(root, child, realPath.resolve(name), opened, descriptor != null);
  }

  /** Opens a folder in this one, and creates it, durably, when it is missing. */
  FolderHandle makeFolder(Path name) throws IOException {
    if (lookUp(name).isEmpty()) {
      requireSameRealPath();
      requireInPlace();
      Files.createDirectories(path.resolve(name), FileModes.folder(path));
      force();
    }
    return openFolder(name);
  }

  /** Returns the entry of a name; empty when it does not exist. */
  public Optional<FolderEntry> lookUp(Path name) throws IOException {
    try {
      return Optional.of(FolderEntry.of(name, attributes(name)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  /**
   * Returns the names in this folder, in no particular order, without those of other programs'
   * files, see {@link PassedOverName}.
   *
   * @throws IOException when there are more than {@link #MAX_ENTRIES}
   */
  List<Path> names() throws IOException {
    List<Path> names = allNames();
    names.removeIf(name -> PassedOverName.matches(name.toString()));
    return names;
  }

  /** Returns the entries of {@link #names}, sorted, without those that are removed meanwhile. */
  public List<FolderEntry> entries() throws IOException {
    return entries(names());
  }

  /**
   * Returns all entries, sorted by name, other programs' files included: only for code that cleans
   * a folder up or accounts for every file in it.
   */
  List<FolderEntry> allEntries() throws IOException {
    return entries(allNames());
  }

  private List<FolderEntry> entries(List<Path> names) throws IOException {
    List<FolderEntry> entries = new ArrayList<>();
    for (Path name : names.stream().sorted().toList()) {
      lookUp(name).ifPresent(entries::add);
    }
    return entries;
  }

  private List<Path> allNames() throws IOException {
    List<Path> names = new ArrayList<>();
    try (DirectoryStream<Path> entries = newListing()) {
      for (Path entry : entries) {
        if (names.size() == MAX_ENTRIES) {
          throw new IOException(
              relative(EMPTY_PATH) + " holds more than " + MAX_ENTRIES + " entries");
        }
        names.add(entry.getFileName());
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return names;
  }

  /**
   * Opens a file for reading.
   *
   * @throws NoSuchFileException when it does not exist
   * @throws NotConfinedException when it is not a regular file
   */
  FileChannel openFile(Path name) throws IOException {
    requireKind(name, FolderEntry.Kind.FILE);
    return open(name, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
  }

  /** Writes a file that must not exist yet, and forces it to disk. */
  void write(Path name, byte[] content) throws IOException {
    Set<OpenOption> options =
        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
    try (FileChannel channel = open(name, options, FileModes.file(path))) {
      ByteBuffer buffer = ByteBuffer.wrap(content);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
      channel.force(true);
    }
  }

  /** Creates an empty file that must not exist yet. */
  void create(Path name) throws IOException {
    Set<OpenOption> options =
        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
    open(name, options, FileModes.file(path)).close();
  }

  /** Renames an entry into another folder, in one step; replaces an existing entry of that name. */
  public void move(Path name, FolderHandle target, Path newName) throws IOException {
    if (descriptor != null && target.descriptor != null) {
      descriptor.move(name, target.descriptor, newName);
    } else {
      requireSameRealPath();
      target.requireSameRealPath();
      Files.move(path.resolve(name), target.path.resolve(newName), StandardCopyOption.ATOMIC_MOVE);
    }
  }

  /**
   * Moves an entry as {@link #move} does. Into a folder of another mount, where no entry can be
   * renamed to, a file is copied, durably, and then removed.
   */
  public void moveAcross(Path name, FolderHandle target, Path newName) throws IOException {
    try {
      move(name, target, newName);
    } catch (AtomicMoveNotSupportedException e) {
      try (FileChannel from = openFile(name)) {
        target.copy(from, newName);
      }
      delete(name);
    }
  }

  private void copy(FileChannel from, Path name) throws IOException {
    Set<OpenOption> options =
        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
    try (FileChannel to = open(name, options, FileModes.file(path))) {
      long size = from.size();
      long copied = 0;
      while (copied < size) {
        long more = from.transferTo(copied, size - copied, to);
        if (more <= 0) {
          throw new IOException(relative(name) + " could not be copied");
        }
        copied += more;
      }
      to.force(true);
    }
  }

  /** Sets the time at which a file was last modified. */
  void setModifiedAt(Path name, Instant time) throws IOException {
    requireKind(name, FolderEntry.Kind.FILE);
    BasicFileAttributeView view =
        descriptor == null
            ? Files.getFileAttributeView(
                path.resolve(name), BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
            : descriptor.getFileAttributeView(
                name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    view.setTimes(FileTime.from(time), null, null);
  }

  /**
   * Removes an entry that is not a folder (of a link the link itself, not its target); false if it
   * does not exist.
   */
  boolean delete(Path name) throws IOException {
    try {
      if (descriptor != null) {
        descriptor.deleteFile(name);
      } else {
        requireSameRealPath();
        Files.delete(path.resolve(name));
      }
      return true;
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  /** Removes an empty folder. */
  void deleteFolder(Path name) throws IOException {
    if (descriptor != null) {
      descriptor.deleteDirectory(name);
    } else {
      requireSameRealPath();
      Files.delete(path.resolve(name));
    }
  }

  /** Forces the last renames, creations and removals in this folder to disk. */
  void force() throws IOException {
    try (FileChannel channel = open(SELF, Set.of(StandardOpenOption.READ))) {
      channel.force(true);
    }
  }

  @Override
  public void close() throws IOException {
    stream.close();
  }

  private FileChannel open(Path name, Set<OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    if (descriptor == null) {
      requireSameRealPath();
      return FileChannel.open(path.resolve(name), options, attributes);
    }
    SeekableByteChannel channel = descriptor.newByteChannel(name, options, attributes);
    if (channel instanceof FileChannel file) {
      return file;
    }
    channel.close();
    throw new IOException("the file system has no channels that can be forced");
  }

  /** Opens a new listing, since a stream can be iterated only once. */
  private DirectoryStream<Path> newListing() throws IOException {
    if (descriptor != null) {
      return descriptor.newDirectoryStream(SELF, LinkOption.NOFOLLOW_LINKS);
    }
    requireSameRealPath();
    return Files.newDirectoryStream(path);
  }

  private BasicFileAttributes attributes(Path name) throws IOException {
    if (descriptor == null) {
      requireSameRealPath();
      return Files.readAttributes(
          path.resolve(name), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    }
    return descriptor
        .getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
        .readAttributes();
  }

  private void requireKind(Path name, FolderEntry.Kind kind) throws IOException {
    FolderEntry.Kind found = FolderEntry.Kind.of(attributes(name));
    if (found != kind) {
      throw new NotConfinedException(relative(name), found);
    }
  }

  private void requireSameRealPath() throws IOException {
    if (descriptor == null && !path.toRealPath().equals(realPath)) {
      throw new NotConfinedException(relative(EMPTY_PATH), FolderEntry.Kind.LINK);
    }
  }

  /**
   * Checks that another folder has not taken this one's place, before an operation that needs the
   * path.
   */
  private void requireInPlace() throws IOException {
    if (descriptor != null) {
      Object ownKey =
          descriptor.getFileAttributeView(BasicFileAttributeView.class).readAttributes().fileKey();
      Object currentKey = Files.readAttributes(path, BasicFileAttributes.class).fileKey();
      if (!Objects.equals(ownKey, currentKey)) {
        throw new IOException(relative(EMPTY_PATH) + " was replaced by another folder");
      }
    }
  }

  private String relative(Path name) {
    return root.relativize(path.resolve(name)).toString().replace('\\', '/');
  }
}
