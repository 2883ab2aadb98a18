package dev.dalleserver.picture;

/** A text that is not an Ethereum address. */
public final class InvalidAddressException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final String received;

  public InvalidAddressException(String message, String received) {
    super(message);
    this.received = received;
  }

  /** Returns the received text, unchanged. */
  public String received() {
    return received;
  }
}
