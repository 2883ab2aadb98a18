package dev.dalleserver.openai;

import dev.dalleserver.generation.FailureCode;
import java.time.Duration;

/**
 * Told what happens on the way to the provider, so that others can count. Called on the threads
 * that do the work: answer fast and do not throw.
 */
public interface OpenAiListener {
  /** Ignores everything. */
  OpenAiListener NONE = new OpenAiListener() {};

  /**
   * One request over the network has ended. Calls that the breaker refused never began, and are
   * told with the outcome {@code breaker_open} and no duration.
   *
   * @param outcome {@code success}, {@code cancelled} or what went wrong, such as {@code
   *     rate_limited}, {@code timeout}, {@code server_error}
   */
  default void requestFinished(Operation operation, String outcome, Duration duration) {}

  /** As well as {@link #requestFinished}: why a request failed, in words without secrets. */
  default void requestFailed(Operation operation, FailureCode code, String reason) {}

  /** A failed request is about to be made again. */
  default void retrying(Operation operation) {}

  /** The circuit breaker has changed; also told once, with {@code CLOSED}, at the start. */
  default void breakerChanged(ProviderStatus.BreakerState state) {}
}
