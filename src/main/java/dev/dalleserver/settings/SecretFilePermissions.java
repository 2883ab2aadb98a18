package dev.dalleserver.settings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Optional;
import java.util.Set;

/**
 * Whether every user of the machine can read or change a file with secrets. Its group is left to
 * the operator, who may have made one for this.
 */
final class SecretFilePermissions {
  private SecretFilePermissions() {}

  /**
   * One line that names the file and the remedy; empty when others cannot get at it, it is not
   * there, or the file system knows no such permissions.
   *
   * @param named the setting or file that the operator knows it by
   */
  static Optional<String> warning(String named, Path file) {
    try {
      Path real = file.toRealPath();
      if (!Files.isRegularFile(real) || !isOpen(real)) {
        return Optional.empty();
      }
      return Optional.of(
          named + ": every user of this machine can get at " + file + "; chmod 600 keeps it yours");
    } catch (IOException | UnsupportedOperationException e) {
      return Optional.empty();
    }
  }

  private static boolean isOpen(Path real) throws IOException {
    Set<PosixFilePermission> mode = Files.getPosixFilePermissions(real);
    if (!mode.contains(PosixFilePermission.OTHERS_READ)
        && !mode.contains(PosixFilePermission.OTHERS_WRITE)) {
      return false;
    }
    for (Path folder = real.getParent(); folder != null; folder = folder.getParent()) {
      if (!Files.getPosixFilePermissions(folder).contains(PosixFilePermission.OTHERS_EXECUTE)) {
        return false;
      }
    }
    return true;
  }
}
