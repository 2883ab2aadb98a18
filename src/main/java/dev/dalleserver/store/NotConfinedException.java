package dev.dalleserver.store;

import java.io.IOException;

/**
 * Something below the data directory is neither the file nor the folder that it should be, so it is
 * not opened. The message names it relative to the data directory, and what to do about a link.
 */
public final class NotConfinedException extends IOException {
  private static final long serialVersionUID = 1L;

  /** What an operator does who keeps a part of the data directory elsewhere. */
  public static final String REMEDY =
      "move the whole data directory there and name it by --data-dir, or mount that disk at the"
          + " data directory";

  private final String what;

  NotConfinedException(String relative, FolderEntry.Kind kind) {
    super(
        kind == FolderEntry.Kind.LINK
            ? relative + " is a symbolic link, and links are not followed; " + REMEDY
            : relative + " is " + kind.text());
    this.what = relative + " is " + kind.text();
  }

  /** What is wrong, for callers, who have no use for the remedy. */
  String what() {
    return what;
  }
}
