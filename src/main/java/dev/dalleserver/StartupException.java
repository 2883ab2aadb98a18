package dev.dalleserver;

/** The server cannot start; the message is one line that tells the operator why. */
public final class StartupException extends Exception {
  private static final long serialVersionUID = 1L;

  StartupException(String message, Throwable cause) {
    super(message, cause);
  }
}
