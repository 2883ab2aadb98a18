package dev.dalleserver.storage;

import org.jspecify.annotations.Nullable;

/** The data directory cannot be used; the message is one line that tells the operator why. */
public final class DataDirectoryException extends Exception {
  private static final long serialVersionUID = 1L;

  private final boolean inUse;

  DataDirectoryException(String message, @Nullable Throwable cause) {
    this(message, cause, false);
  }

  private DataDirectoryException(String message, @Nullable Throwable cause, boolean inUse) {
    super(message, cause);
    this.inUse = inUse;
  }

  static DataDirectoryException inUse(String message) {
    return new DataDirectoryException(message, null, true);
  }

  /** Returns true when another process uses it, so that stopping that one helps. */
  public boolean isInUse() {
    return inUse;
  }
}
