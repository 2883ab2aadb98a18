package dev.dalleserver.cluster.postgres;

import dev.dalleserver.jobs.StateUnavailableException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The database cannot be reached, does not answer in time, or has no connection free. What was to
 * be written may or may not have been written.
 */
public final class DatabaseUnavailableException extends StateUnavailableException {
  private static final long serialVersionUID = 1L;

  DatabaseUnavailableException(Duration retryAfter, @Nullable Throwable cause) {
    super("the database is not available", retryAfter, cause);
  }

  /** Creates one for a call that is refused without being made. */
  DatabaseUnavailableException(Duration retryAfter) {
    this(retryAfter, null);
  }
}
