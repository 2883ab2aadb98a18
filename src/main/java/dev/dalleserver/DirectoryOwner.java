package dev.dalleserver;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Whom a directory belongs to, beside who runs this process. */
final class DirectoryOwner {
  /** Belongs to the user that the process acts as. Linux has it; elsewhere the name must do. */
  private static final Path THIS_PROCESS = Path.of("/proc/self");

  private static final Integer ROOT = 0;

  private DirectoryOwner() {}

  /**
   * The owner of a directory that this process would change with root's rights although it is
   * another user's: who may write there could lead it anywhere. Empty when there is no such danger,
   * also where the file system knows no owners.
   */
  static Optional<String> thatRootWouldActFor(Path directory) {
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
