package dev.dalleserver.storage;

import java.io.IOException;

/**
 * A path below the data directory is not the file or folder that it should be, so it is not opened.
 * The message names it relative to the data directory, and for a link says what to do.
 */
public final class NotConfinedException extends IOException {
  private static final long serialVersionUID = 1L;

  /** What an operator can do to keep a part of the data directory elsewhere. */
  public static final String REMEDY =
      "put a folder in its place and mount the other disk there (mount --bind), or move the whole"
          + " data directory to that disk and name it by --data-dir";

  private final String problem;

  NotConfinedException(String relative, FolderEntry.Kind kind) {
    super(
        kind == FolderEntry.Kind.LINK
            ? relative + " is a symbolic link, and links are not followed; " + REMEDY
            : relative + " is " + kind.text());
    this.problem = relative + " is " + kind.text();
  }

  /** Returns what is wrong, without the remedy, which clients cannot apply. */
  String problem() {
    return problem;
  }
}
