package dev.dalleserver.jobs;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * State that outlives a request cannot be read or changed now: what keeps it is away. Only backends
 * that keep it outside of the process throw this. Clients may be shown the message.
 */
public class StateUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Duration retryAfter;

  /**
   * Creates one.
   *
   * @param cause null for a call that was refused without being made; then no stack trace is kept
   */
  protected StateUnavailableException(
      String message, Duration retryAfter, @Nullable Throwable cause) {
    super(message, cause, cause != null, cause != null);
    this.retryAfter = retryAfter;
  }

  /** Returns when it makes sense to try again. */
  public Duration retryAfter() {
    return retryAfter;
  }
}
