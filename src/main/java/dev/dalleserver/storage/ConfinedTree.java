package dev.dalleserver.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * The files and folders below a root, reached from the root one path component at a time without
 * following a link: the only way in which folders of the data directory are listed and its files
 * opened.
 *
 * <p>A walk is as deep as the requested path; no method recurses.
 */
public final class ConfinedTree implements AutoCloseable {
  /**
   * The descriptors of one lookup: two for a folder, two for the next folder in it, and the file's.
   */
  private static final int DESCRIPTORS_PER_LOOKUP = 5;

  private static final int MAX_LOOKUPS = 32;

  /**
   * The maximum number of file descriptors that lookups and openings of files in one tree hold
   * while they walk through folders, however many threads ask; the opened files come on top.
   */
  public static final int MAX_DESCRIPTORS = MAX_LOOKUPS * DESCRIPTORS_PER_LOOKUP;

  private static final Path UP = Path.of("..");

  private final Path root;
  private final @Nullable FolderHandle openRoot;

  /**
   * Bounds concurrent lookups. A thread holds a permit only during its lookup, which waits only for
   * the disk.
   */
  private final Semaphore lookupPermits = new Semaphore(MAX_LOOKUPS);

  private ConfinedTree(Path root, @Nullable FolderHandle held) {
    this.root = root;
    this.openRoot = held;
  }

  /** Creates a tree below a folder that may be made, moved or replaced between two calls. */
  public static ConfinedTree below(Path root) {
    return new ConfinedTree(root.toAbsolutePath().normalize(), null);
  }

  /**
   * Creates a tree below a folder that is held open: a folder that replaces it later is never
   * entered.
   */
  static ConfinedTree openRoot(Path root) throws IOException {
    Path absolute = root.toAbsolutePath().normalize();
    return new ConfinedTree(absolute, FolderHandle.root(absolute));
  }

  /**
   * Opens a folder.
   *
   * @param folder the root or a folder below it
   * @throws NoSuchFileException when it does not exist
   * @throws NotConfinedException when it, or a folder above it, is not a folder but for instance a
   *     link
   */
  public FolderHandle openFolder(Path folder) throws IOException {
    return walk(folder, FolderHandle::openFolder);
  }

  /** Opens a folder. Creates it, and missing folders between it and the root, durably. */
  public FolderHandle makeFolder(Path folder) throws IOException {
    return walk(folder, FolderHandle::makeFolder);
  }

  /**
   * Checks that a folder exists or could be created, and changes nothing.
   *
   * @throws NotConfinedException when it, or a folder above it, is not a folder
   */
  void requireFolder(Path folder) throws IOException {
    try {
      lookUp(folder, opened -> true);
    } catch (NoSuchFileException e) {
      // The code that stores a file creates the folder.
    }
  }

  /**
   * Opens a file for reading.
   *
   * @throws NoSuchFileException when it does not exist
   * @throws NotConfinedException when it is not a regular file, or lies behind a link
   */
  public FileChannel openFile(Path file) throws IOException {
    return lookUp(parent(file), folder -> folder.openFile(name(file)));
  }

  /**
   * Reads a whole file.
   *
   * @param maxBytes the maximum number of bytes that the file may have
   * @throws IOException as {@link #openFile}, and when the file is longer
   */
  public byte[] read(Path file, int maxBytes) throws IOException {
    try (FileChannel channel = openFile(file)) {
      long size = channel.size();
      if (size > maxBytes) {
        throw new IOException("longer than " + maxBytes + " bytes");
      }
      ByteBuffer content = ByteBuffer.allocate((int) size);
      while (content.hasRemaining() && channel.read(content) >= 0) {
        // Files are replaced as a whole, so a file that became shorter was changed by another
        // program; the bytes are returned as they are.
      }
      byte[] bytes = new byte[content.flip().remaining()];
      content.get(bytes);
      return bytes;
    }
  }

  /**
   * Returns the entries of a folder, sorted by name, without those that other programs leave there;
   * empty when the folder does not exist.
   */
  public List<FolderEntry> entries(Path folder) throws IOException {
    return list(folder, FolderHandle::entries);
  }

  /**
   * Returns all entries of a folder, sorted by name, also those that other programs leave there:
   * only for code that accounts for every file. Empty when the folder does not exist.
   */
  public List<FolderEntry> allEntries(Path folder) throws IOException {
    return list(folder, FolderHandle::allEntries);
  }

  /**
   * Returns the names in a folder, in no particular order, without those that other programs leave
   * there; empty when the folder does not exist.
   */
  public List<Path> names(Path folder) throws IOException {
    return list(folder, FolderHandle::names);
  }

  /** Returns the entry at a path below the root; empty when it does not exist. */
  public Optional<FolderEntry> lookUp(Path path) throws IOException {
    try {
      return lookUp(parent(path), folder -> folder.lookUp(name(path)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  @Override
  public void close() throws IOException {
    if (openRoot != null) {
      openRoot.close();
    }
  }

  /**
   * Returns the name of a path. Each path used here lies below the root, so it has a name and a
   * parent.
   */
  static Path name(Path path) {
    return Objects.requireNonNull(path.getFileName());
  }

  static Path parent(Path path) {
    return Objects.requireNonNull(path.getParent());
  }

  /** A lookup in a folder. */
  private interface Lookup<T> {
    T apply(FolderHandle folder) throws IOException;
  }

  private <T> List<T> list(Path folder, Lookup<List<T>> listing) throws IOException {
    try {
      return lookUp(folder, listing);
    } catch (NoSuchFileException e) {
      return List.of();
    }
  }

  private <T> T lookUp(Path folder, Lookup<T> look) throws IOException {
    lookupPermits.acquireUninterruptibly();
    try (FolderHandle opened = openFolder(folder)) {
      return look.apply(opened);
    } finally {
      lookupPermits.release();
    }
  }

  /** A step from a folder into its subfolder of the given name. */
  private interface Step {
    FolderHandle enter(FolderHandle folder, Path name) throws IOException;
  }

  private FolderHandle walk(Path folder, Step step) throws IOException {
    Path relative = root.relativize(folder.toAbsolutePath().normalize());
    FolderHandle current = openRoot == null ? FolderHandle.root(root) : openRoot.reopen();
    try {
      for (Path name : relative) {
        if (name.equals(UP)) {
          throw new IOException("the path leads out of the data directory");
        }
        if (!name.toString().isEmpty()) {
          FolderHandle next = step.enter(current, name);
          current.close();
          current = next;
        }
      }
      return current;
    } catch (IOException | RuntimeException e) {
      current.close();
      throw e;
    }
  }
}
