package dev.dalleserver.dress;

/** A request that names a back style that its series does not have. */
public final class UnknownBackStyleException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final String received;

  UnknownBackStyleException(String received) {
    super("the series has no such back style");
    this.received = received;
  }

  /** Returns the received text, unchanged. */
  public String received() {
    return received;
  }
}
