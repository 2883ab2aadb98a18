package dev.dalleserver.cluster.postgres;

import java.time.Duration;

/**
 * The database cannot be reached, does not answer in time, or has no connection free. What was to
 * be written may or may not have been written. Clients may be shown the message.
 */
public final class DatabaseUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Duration retryAfter;

  DatabaseUnavailableException(Duration retryAfter, Throwable cause) {
    super("the database is not available", cause);
    this.retryAfter = retryAfter;
  }

  /** Creates one without a stack trace, for calls that are refused while the breaker is open. */
  DatabaseUnavailableException(Duration retryAfter) {
    super("the database is not available", null, false, false);
    this.retryAfter = retryAfter;
  }

  /** Returns when it makes sense to try again. */
  public Duration retryAfter() {
    return retryAfter;
  }
}
