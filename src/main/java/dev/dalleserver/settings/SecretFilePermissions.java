package dev.dalleserver.settings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Optional;
import java.util.Set;

/**
 * Warns of files with secrets that every user of the machine can read or change. Access by the
 * group is not checked: the operator may have made a group for this.
 */
final class SecretFilePermissions {
  private SecretFilePermissions() {}

  /**
   * Returns one line that names the file and the remedy; empty when other users have no access, the
   * file does not exist, or the file system has no such permissions.
   *
   * @param label the name of the setting or file that the operator knows
   */
  static Optional<String> warning(String label, Path file) {
    try {
      Path real = file.toRealPath();
      if (!Files.isRegularFile(real) || !isAccessibleToOthers(real)) {
        return Optional.empty();
      }
      return Optional.of(
          label
              + ": every user of this machine can read or change "
              + file
              + "; run chmod 600 on it");
    } catch (IOException | UnsupportedOperationException e) {
      return Optional.empty();
    }
  }

  private static boolean isAccessibleToOthers(Path real) throws IOException {
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
