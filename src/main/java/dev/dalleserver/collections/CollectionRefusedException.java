package dev.dalleserver.collections;

/** A collection cannot be kept, since there are too many. */
public final class CollectionRefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  CollectionRefusedException(String message) {
    super(message);
  }
}
