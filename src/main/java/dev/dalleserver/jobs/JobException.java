package dev.dalleserver.jobs;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A failure while a picture is made. Clients see the message: it names no secret and no absolute
 * path.
 */
public class JobException extends Exception {
  private static final long serialVersionUID = 1L;

  private final FailureCode code;

  public JobException(FailureCode code, String message) {
    this(code, message, null);
  }

  public JobException(FailureCode code, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.code = code;
  }

  public FailureCode code() {
    return code;
  }

  /**
   * Returns false when it is certain that nothing was charged: no request was sent, or the provider
   * rejected each one.
   */
  public boolean mayHaveCost() {
    return true;
  }

  /** Returns how long the provider asks to wait before the next request; empty if it does not. */
  public Optional<Duration> retryAfter() {
    return Optional.empty();
  }

  /**
   * Returns the code of the OpenAI protocol, such as {@code moderation_blocked}, when the provider
   * refuses what the picture would show; empty for other failures.
   */
  public String refusal() {
    return "";
  }

  /** Returns the message, never null: each failure has a reason. */
  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
