package dev.dalleserver.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Detects whether standard error is a terminal. */
public final class TerminalDetector {
  private static final Path STANDARD_ERROR = Path.of("/proc/self/fd/2");

  private TerminalDetector() {}

  /**
   * Detects whether standard error goes to a terminal. Java only knows it for standard output, and
   * since 22 not even that; Linux knows it for any stream.
   */
  public static boolean isStandardErrorTerminal() {
    try {
      return isTerminal(Files.readSymbolicLink(STANDARD_ERROR).toString());
    } catch (IOException | UnsupportedOperationException e) {
      // Not Linux: on 17 to 21 a console exists when input and output are a terminal's.
      return Runtime.version().feature() < 22 && System.console() != null;
    }
  }

  static boolean isTerminal(String target) {
    return target.startsWith("/dev/pts/")
        || target.startsWith("/dev/tty")
        || target.equals("/dev/console");
  }
}
