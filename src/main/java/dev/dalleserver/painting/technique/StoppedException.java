package dev.dalleserver.painting.technique;

/** The picture is no longer wanted, and the work on it ends early. */
public final class StoppedException extends Exception {
  private static final long serialVersionUID = 1L;

  public StoppedException(Throwable cause) {
    super(cause);
  }
}
