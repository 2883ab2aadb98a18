package dev.dalleserver.cluster.collections;

/** The addresses of a collection, or what never changes of it, cannot be read. */
final class BrokenRowException extends Exception {
  private static final long serialVersionUID = 1L;

  BrokenRowException(String message) {
    super(message);
  }
}
