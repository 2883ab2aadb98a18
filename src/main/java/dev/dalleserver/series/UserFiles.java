package dev.dalleserver.series;

import dev.dalleserver.store.ConfinedTree;
import dev.dalleserver.store.FolderEntry;
import dev.dalleserver.store.NotConfinedException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The files of one folder of the data directory that the operator writes. Neither the folder nor a
 * file in it is followed when it is a link, and nothing but regular files is opened.
 */
final class UserFiles {
  private final Path folder;
  private final String shownAs;
  private final int longest;
  private final ConfinedTree files;

  /**
   * @param folder need not exist
   * @param shownAs its name in messages
   * @param longest bytes that a file may have
   */
  UserFiles(Path folder, String shownAs, int longest) {
    this.folder = folder.toAbsolutePath().normalize();
    this.shownAs = shownAs;
    this.longest = longest;
    this.files = ConfinedTree.below(Objects.requireNonNull(this.folder.getParent()));
  }

  /** What a file holds, and when it was last written. */
  record Content(byte[] bytes, Instant modifiedAt) {}

  /** How a file is named in messages. */
  String shown(String file) {
    return shownAs + "/" + file;
  }

  /** The names that end like that, sorted. */
  Set<String> names(String ending) throws IOException {
    Set<String> names = new TreeSet<>();
    for (Path name : files.names(folder)) {
      if (name.toString().endsWith(ending)) {
        names.add(name.toString());
      }
    }
    return names;
  }

  /**
   * The whole file; empty when there is none.
   *
   * @throws BrokenFileException when it is no regular file, or too long
   * @throws IOException when it, or its folder, cannot be read
   */
  Optional<Content> read(String file) throws BrokenFileException, IOException {
    Optional<FolderEntry> entry = files.look(folder.resolve(file));
    if (entry.isEmpty()) {
      return Optional.empty();
    }
    if (entry.get().bytes() > longest) {
      throw new BrokenFileException(shown(file), "longer than " + longest + " bytes");
    }
    try {
      byte[] content = files.read(folder.resolve(file), longest);
      return Optional.of(new Content(content, entry.get().modifiedAt()));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (NotConfinedException e) {
      throw new BrokenFileException(shown(file), "not a file, but " + entry.get().kind().text());
    }
  }
}
