package dev.dalleserver.storage;

import org.jspecify.annotations.Nullable;

/** The data directory cannot be used; the message is one line that tells the operator why. */
public final class DataDirectoryException extends Exception {
  private static final long serialVersionUID = 1L;

  DataDirectoryException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
