package dev.dalleserver.series;

import dev.dalleserver.storage.ConfinedTree;
import dev.dalleserver.storage.FolderEntry;
import dev.dalleserver.storage.NotConfinedException;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The files that the operator writes in one folder of the data directory. No link to the folder or
 * to a file in it is followed, and only regular files are opened.
 */
final class UserFiles {
  private final Path folder;
  private final String displayName;
  private final int maxBytes;
  private final ConfinedTree files;

  /**
   * Creates access to the folder.
   *
   * @param folder need not exist
   * @param displayName its name in messages
   * @param maxBytes the maximum number of bytes of a file
   */
  UserFiles(Path folder, String displayName, int maxBytes) {
    this.folder = folder.toAbsolutePath().normalize();
    this.displayName = displayName;
    this.maxBytes = maxBytes;
    this.files = ConfinedTree.below(Objects.requireNonNull(this.folder.getParent()));
  }

  /** The content of a file, and when it was last written. */
  record Content(byte[] bytes, Instant modifiedAt) {}

  /** Returns the name of a file in messages. */
  String displayPath(String file) {
    return displayName + "/" + file;
  }

  /**
   * Returns the file names with that suffix, sorted, without those that other programs leave there.
   */
  Set<String> names(String suffix) throws IOException {
    Set<String> names = new TreeSet<>();
    for (Path name : files.names(folder)) {
      if (name.toString().endsWith(suffix)) {
        names.add(name.toString());
      }
    }
    return names;
  }

  /** Returns true when the folder has an entry of that name, whatever it is. */
  boolean exists(String file) throws IOException {
    Optional<Path> path = path(file);
    return path.isPresent() && files.lookUp(path.get()).isPresent();
  }

  /**
   * Returns the path of a file by its name as {@link #names} shows it. In a POSIX locale Java shows
   * bytes that are not ASCII as a character of which it makes no name: then the listed file is
   * meant.
   */
  private Optional<Path> path(String file) throws IOException {
    try {
      return Optional.of(folder.resolve(file));
    } catch (InvalidPathException e) {
      for (Path name : files.names(folder)) {
        if (name.toString().equals(file)) {
          return Optional.of(folder.resolve(name));
        }
      }
      return Optional.empty();
    }
  }

  /**
   * Reads a whole file; empty when it does not exist.
   *
   * @throws BrokenFileException when it is not a regular file, or is too long
   * @throws IOException when it, or its folder, cannot be read
   */
  Optional<Content> read(String file) throws BrokenFileException, IOException {
    Optional<Path> path = path(file);
    if (path.isEmpty()) {
      return Optional.empty();
    }
    Optional<FolderEntry> entry = files.lookUp(path.get());
    if (entry.isEmpty()) {
      return Optional.empty();
    }
    if (entry.get().bytes() > maxBytes) {
      throw new BrokenFileException(displayPath(file), "longer than " + maxBytes + " bytes");
    }
    try {
      byte[] content = files.read(path.get(), maxBytes);
      return Optional.of(new Content(content, entry.get().modifiedAt()));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (NotConfinedException e) {
      throw new BrokenFileException(
          displayPath(file), "not a file, but " + entry.get().kind().text());
    }
  }
}
