package dev.dalleserver.dress;

/** A request names a back style that its series does not have. */
public final class UnknownBackStyleException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final String received;

  UnknownBackStyleException(String received) {
    super("the series has no such backstyle");
    this.received = received;
  }

  /** What was given instead, as it came. */
  public String received() {
    return received;
  }
}
