package dev.dalleserver.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Finds out whether a directory belongs to another user than the one that runs this process. */
final class DirectoryOwner {
  /**
   * Belongs to the effective user of the process. Only Linux has it; elsewhere the user name
   * decides.
   */
  private static final Path THIS_PROCESS = Path.of("/proc/self");

  private static final Integer ROOT = 0;

  private DirectoryOwner() {}

  /**
   * Returns the owner of a directory that this process would change with root's rights although it
   * belongs to another user: that user could replace a folder by a link and lead root anywhere.
   * Empty when this danger does not exist, and where the file system has no owners.
   */
  static Optional<String> findForeignOwner(Path directory) {
    try {
      if (!isRoot() || ROOT.equals(Files.getAttribute(directory, "unix:uid"))) {
        return Optional.empty();
      }
      return Optional.of(Files.getOwner(directory).getName());
    } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static boolean isRoot() throws IOException {
    return Files.exists(THIS_PROCESS)
        ? ROOT.equals(Files.getAttribute(THIS_PROCESS, "unix:uid"))
        : "root".equals(System.getProperty("user.name"));
  }
}
