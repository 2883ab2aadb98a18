package dev.dalleserver.cluster.postgres;

/** The schema cannot be brought to the version that this server needs. */
public final class SchemaException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  SchemaException(String message, Throwable cause) {
    super(message, cause);
  }
}
