package dev.dalleserver.store;

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
 * The files and folders below a root, reached part by part from the root without following a link:
 * the one way in which folders of the data directory are listed and its files opened.
 *
 * <p>The depth of every walk is that of the path that is asked for; nothing here recurses.
 */
public final class ConfinedTree implements AutoCloseable {
  /** The descriptors of one look: two for a folder, two for the next one in it, and the file's. */
  private static final int DESCRIPTORS_EACH = 5;

  private static final int MOST_LOOKS = 32;

  /**
   * The most file descriptors that looks and openings of files hold in one tree while they go
   * through folders, however many threads ask; the opened files come on top.
   */
  public static final int MOST_DESCRIPTORS = MOST_LOOKS * DESCRIPTORS_EACH;

  private static final Path UP = Path.of("..");

  private final Path root;
  private final @Nullable OpenFolder held;

  /** Held only while one thread looks, which waits for nothing but the disk meanwhile. */
  private final Semaphore looks = new Semaphore(MOST_LOOKS);

  private ConfinedTree(Path root, @Nullable OpenFolder held) {
    this.root = root;
    this.held = held;
  }

  /** Below a folder that may be made, moved or replaced between two calls. */
  public static ConfinedTree below(Path root) {
    return new ConfinedTree(root.toAbsolutePath().normalize(), null);
  }

  /** Below a folder that is held open: what replaces it later is never entered. */
  static ConfinedTree held(Path root) throws IOException {
    Path absolute = root.toAbsolutePath().normalize();
    return new ConfinedTree(absolute, OpenFolder.root(absolute));
  }

  /**
   * Opens a folder.
   *
   * @param folder the root or below it
   * @throws NoSuchFileException when there is none
   * @throws NotConfinedException when it, or a folder above it, is none, but a link for instance
   */
  public OpenFolder open(Path folder) throws IOException {
    return walk(folder, OpenFolder::folder);
  }

  /** Opens a folder; it, and what is missing above it up to the root, is made, durably. */
  public OpenFolder make(Path folder) throws IOException {
    return walk(folder, OpenFolder::makeFolder);
  }

  /**
   * Makes sure that a folder is there or could be made, and changes nothing.
   *
   * @throws NotConfinedException when it, or a folder above it, is something else
   */
  void requireFolder(Path folder) throws IOException {
    try {
      look(folder, opened -> true);
    } catch (NoSuchFileException e) {
      // Whoever stores a file makes it.
    }
  }

  /**
   * Opens a file for reading.
   *
   * @throws NoSuchFileException when there is none
   * @throws NotConfinedException when it is no regular file, or lies behind a link
   */
  public FileChannel openFile(Path file) throws IOException {
    return look(parent(file), folder -> folder.read(name(file)));
  }

  /**
   * The whole file.
   *
   * @param most bytes that it may have
   * @throws IOException as {@link #openFile}, and when it is longer
   */
  public byte[] read(Path file, int most) throws IOException {
    try (FileChannel channel = openFile(file)) {
      long size = channel.size();
      if (size > most) {
        throw new IOException("longer than " + most + " bytes");
      }
      ByteBuffer content = ByteBuffer.allocate((int) size);
      while (content.hasRemaining() && channel.read(content) >= 0) {
        // Files are replaced whole, so one that has become shorter is another's; it is told as is.
      }
      byte[] bytes = new byte[content.flip().remaining()];
      content.get(bytes);
      return bytes;
    }
  }

  /** What is in a folder, sorted by name; empty when there is no such folder. */
  public List<FolderEntry> entries(Path folder) throws IOException {
    try {
      return look(folder, OpenFolder::entries);
    } catch (NoSuchFileException e) {
      return List.of();
    }
  }

  /** The names in a folder, in no order; empty when there is no such folder. */
  public List<Path> names(Path folder) throws IOException {
    try {
      return look(folder, OpenFolder::names);
    } catch (NoSuchFileException e) {
      return List.of();
    }
  }

  /** What lies at a path below the root; empty when there is nothing. */
  public Optional<FolderEntry> look(Path path) throws IOException {
    try {
      return look(parent(path), folder -> folder.look(name(path)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  @Override
  public void close() throws IOException {
    if (held != null) {
      held.close();
    }
  }

  /** Every path that is handled here lies below the root, so it has a name and a parent. */
  static Path name(Path path) {
    return Objects.requireNonNull(path.getFileName());
  }

  static Path parent(Path path) {
    return Objects.requireNonNull(path.getParent());
  }

  /** What is looked up in a folder. */
  private interface Look<T> {
    T in(OpenFolder folder) throws IOException;
  }

  private <T> T look(Path folder, Look<T> look) throws IOException {
    looks.acquireUninterruptibly();
    try (OpenFolder opened = open(folder)) {
      return look.in(opened);
    } finally {
      looks.release();
    }
  }

  /** How one goes from a folder into one of that name. */
  private interface Step {
    OpenFolder into(OpenFolder folder, Path name) throws IOException;
  }

  private OpenFolder walk(Path folder, Step step) throws IOException {
    Path relative = root.relativize(folder.toAbsolutePath().normalize());
    OpenFolder at = held == null ? OpenFolder.root(root) : held.reopen();
    try {
      for (Path name : relative) {
        if (name.equals(UP)) {
          throw new IOException("a path leads out of the data directory");
        }
        if (!name.toString().isEmpty()) {
          OpenFolder next = step.into(at, name);
          at.close();
          at = next;
        }
      }
      return at;
    } catch (IOException | RuntimeException e) {
      at.close();
      throw e;
    }
  }
}
