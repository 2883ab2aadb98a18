package dev.dalleserver.cli;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * The directory in which the process was started. Where the locale is POSIX and the directory's
 * name is not ASCII, Java 17 knows it by a name that does not exist, and fails when it needs it;
 * the kernel has a name for it that is ASCII.
 */
public final class WorkingDirectory {
  private static final String PROPERTY = "user.dir";
  private static final String KERNELS_NAME = "/proc/self/cwd";

  private WorkingDirectory() {}

  /**
   * Returns the working directory, and gives Java a name for it that exists. To be called before
   * anything else uses files.
   */
  public static Path find() {
    if (isEncodable(System.getProperty(PROPERTY, ""))) {
      return Path.of("");
    }
    Path kernels = Path.of(KERNELS_NAME);
    if (!Files.isDirectory(kernels)) {
      // No Linux: nothing else to try, and the error that follows names the directory.
      return Path.of("");
    }
    System.setProperty(PROPERTY, KERNELS_NAME);
    return kernels;
  }

  private static boolean isEncodable(String directory) {
    try {
      return Path.of(directory).getNameCount() >= 0;
    } catch (InvalidPathException e) {
      return false;
    }
  }
}
