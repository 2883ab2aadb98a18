package dev.dalleserver.web.server;

/**
 * The failure to listen at the address that the operator has configured; the message is one line
 * for the operator.
 */
public final class BindException extends Exception {
  private static final long serialVersionUID = 1L;

  BindException(String message, Throwable cause) {
    super(message, cause);
  }
}
