package dev.dalleserver.picture;

/** A series name that is malformed or unknown. */
public final class InvalidSeriesException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final String received;

  public InvalidSeriesException(String message, String received) {
    super(message);
    this.received = received;
  }

  /** Returns the received text, unchanged. */
  public String received() {
    return received;
  }
}
