package dev.dalleserver.names;

/** A text cannot be a name. */
public final class InvalidNameException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param reason what is wrong with it, for clients
   */
  public InvalidNameException(String reason) {
    super(reason);
  }
}
