package dev.dalleserver.series;

/** A series that cannot be: malformed, or not known here. */
public final class InvalidSeriesException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final String received;

  public InvalidSeriesException(String message, String received) {
    super(message);
    this.received = received;
  }

  /** What was given instead, as it came. */
  public String received() {
    return received;
  }
}
