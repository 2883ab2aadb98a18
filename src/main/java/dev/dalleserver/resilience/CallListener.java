package dev.dalleserver.resilience;

import dev.dalleserver.jobs.FailureCode;
import java.time.Duration;

/**
 * A listener for calls to the provider, for metrics. It is called on the threads that make the
 * calls: it must be quick and not throw.
 */
public interface CallListener {
  /** A listener that ignores everything. */
  CallListener NONE = new CallListener() {};

  /**
   * Called when one request over the network has ended. Calls that the breaker refused, or for
   * which the rate limit leaves no time, never began; this is called for them with the outcome
   * {@code breaker_open} or {@code rate_limit_wait} and a duration of zero.
   *
   * @param outcome {@code success}, {@code cancelled} or the kind of failure, such as {@code
   *     rate_limited}, {@code timeout}, {@code server_error}
   */
  default void requestFinished(Operation operation, String outcome, Duration duration) {}

  /**
   * Called in addition to {@link #requestFinished} with the reason why a request failed, without
   * secrets.
   */
  default void requestFailed(Operation operation, FailureCode code, String reason) {}

  /** Called before a failed request is made again. */
  default void retrying(Operation operation) {}

  /**
   * Called when the state of an operation's circuit breaker has changed, and once, with {@code
   * CLOSED}, at the start. Downloads have no breaker.
   */
  default void breakerChanged(Operation operation, ProviderStatus.BreakerState state) {}

  /** Called when the number of calls that wait for the provider's rate limit has changed. */
  default void waitingChanged(Operation operation, int waiting) {}
}
