package dev.dalleserver.collections;

/** A stored collection, or a part of one, is not what this server writes; the message says why. */
public final class MalformedCollectionException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  public MalformedCollectionException(String message) {
    super(message);
  }
}
