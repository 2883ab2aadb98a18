package dev.dalleserver.series;

/**
 * A database or series file that cannot be used; the message names the file, the line and the
 * fault.
 */
public final class BrokenFileException extends Exception {
  private static final long serialVersionUID = 1L;

  BrokenFileException(String file, int line, String fault) {
    super(file + ":" + line + ": " + fault);
  }

  BrokenFileException(String file, String fault) {
    super(file + ": " + fault);
  }
}
