package dev.dalleserver.pricing;

/** The file is no price table; the message says where it is wrong and what would be accepted. */
public final class InvalidPricesException extends Exception {
  private static final long serialVersionUID = 1L;

  InvalidPricesException(String message) {
    super(message);
  }
}
