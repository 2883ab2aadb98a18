package dev.dalleserver.dress;

/** A text that is no Ethereum address. */
public final class InvalidAddressException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final String received;

  public InvalidAddressException(String message, String received) {
    super(message);
    this.received = received;
  }

  /** What was given instead, as it came. */
  public String received() {
    return received;
  }
}
