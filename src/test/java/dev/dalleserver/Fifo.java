package dev.dalleserver;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Named pipes; opening one waits for a writer. Tests that need one are skipped on systems without.
 */
public final class Fifo {
  private Fifo() {}

  /** Makes a pipe, and the folders above it. */
  public static Path make(Path path) throws IOException, InterruptedException {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/mkfifo")), "there is no mkfifo here");
    Files.createDirectories(path.getParent());
    Process process = new ProcessBuilder("/usr/bin/mkfifo", path.toString()).start();
    assumeTrue(process.waitFor() == 0, "this file system has no pipes");
    return path;
  }
}
