package dev.dalleserver.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A data directory that this process owns: locked against a second server, writable, its layout in
 * place, and rid of what a crash left half-written.
 *
 * <p>The lock is the operating system's, so it goes with the process however that ends.
 */
public final class DataDirectory implements AutoCloseable {
  /**
   * The real paths that servers of this process hold. On POSIX the lock belongs to the process, and
   * closing any channel on the lock file gives it up: a second server here must be refused before
   * it opens one.
   */
  private static final Set<Path> HELD_HERE = ConcurrentHashMap.newKeySet();

  private static final String LOCK = ".lock";

  private final OutputTree tree;
  private final Path realPath;
  private final FileChannel channel;

  private DataDirectory(OutputTree tree, Path realPath, FileChannel channel) {
    this.tree = tree;
    this.realPath = realPath;
    this.channel = channel;
  }

  /**
   * Takes the directory, making it where it is missing.
   *
   * @throws DataDirectoryException when it cannot be written or another process holds it
   */
  public static DataDirectory open(Path path) throws DataDirectoryException {
    OutputTree tree = new OutputTree(path);
    Path root = tree.dataDirectory();
    try {
      Files.createDirectories(root);
      return hold(tree, root.toRealPath());
    } catch (IOException e) {
      throw new DataDirectoryException(
          "the data directory " + root + " cannot be written: " + reason(e), e);
    }
  }

  /**
   * Keeps servers out of a directory that is there, for as long as it is looked at; changes nothing
   * in it.
   *
   * @throws DataDirectoryException when another process holds it
   */
  public static AutoCloseable holdAsItIs(Path path) throws DataDirectoryException, IOException {
    OutputTree tree = new OutputTree(path);
    if (HELD_HERE.contains(tree.dataDirectory().toRealPath())) {
      throw inUse(tree);
    }
    Path lock = tree.dataDirectory().resolve(LOCK);
    if (!Files.isWritable(lock)) {
      // Never held, or not by anybody whom we could ask.
      return () -> {};
    }
    FileChannel channel = FileChannel.open(lock, StandardOpenOption.WRITE);
    if (channel.tryLock() == null) {
      channel.close();
      throw inUse(tree);
    }
    return channel;
  }

  public OutputTree tree() {
    return tree;
  }

  /** The root with all links resolved. */
  Path realPath() {
    return realPath;
  }

  /** Lets go of the directory. Doing so again has no effect. */
  @Override
  public void close() throws IOException {
    if (channel.isOpen()) {
      try {
        channel.close();
      } finally {
        HELD_HERE.remove(realPath);
      }
    }
  }

  private static DataDirectory hold(OutputTree tree, Path realPath)
      throws IOException, DataDirectoryException {
    if (!HELD_HERE.add(realPath)) {
      throw inUse(tree);
    }
    boolean held = false;
    try {
      FileChannel channel = lock(tree);
      try {
        prepare(tree);
        held = true;
        return new DataDirectory(tree, realPath, channel);
      } finally {
        if (!held) {
          channel.close();
        }
      }
    } finally {
      if (!held) {
        HELD_HERE.remove(realPath);
      }
    }
  }

  private static FileChannel lock(OutputTree tree) throws IOException, DataDirectoryException {
    FileChannel channel =
        FileChannel.open(
            tree.dataDirectory().resolve(LOCK),
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE);
    if (channel.tryLock() == null) {
      channel.close();
      throw inUse(tree);
    }
    return channel;
  }

  private static DataDirectoryException inUse(OutputTree tree) {
    return new DataDirectoryException(
        "the data directory " + tree.dataDirectory() + " is in use by another dalleserver", null);
  }

  private static void prepare(OutputTree tree) throws IOException {
    boolean made = false;
    for (Path folder :
        List.of(tree.output(), tree.seriesDefinitions(), tree.metrics(), tree.temporary())) {
      made |= !Files.isDirectory(folder);
      Files.createDirectories(folder);
    }
    if (made) {
      // Else a power cut could take a folder away with all that was forced inside it.
      FileStore.force(tree.dataDirectory());
    }
    removeLeftovers(tree.temporary());
    // Permissions lie in both directions (root, read-only mounts): only writing proves it.
    Files.delete(Files.createFile(tree.temporary().resolve("probe.part")));
  }

  private static void removeLeftovers(Path temporary) throws IOException {
    try (DirectoryStream<Path> leftovers = Files.newDirectoryStream(temporary, "*.part")) {
      for (Path leftover : leftovers) {
        Files.deleteIfExists(leftover);
      }
    }
  }

  private static String reason(IOException e) {
    return e.getClass().getSimpleName().replace("Exception", "") + " " + e.getMessage();
  }
}
