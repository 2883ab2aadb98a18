package dev.dalleserver.web;

/** The server cannot listen where it was told to; the message is one line for the operator. */
public final class BindException extends Exception {
  private static final long serialVersionUID = 1L;

  BindException(String message, Throwable cause) {
    super(message, cause);
  }
}
