package dev.dalleserver.openai;

import dev.dalleserver.generation.Cancellation;
import dev.dalleserver.generation.CancelledException;
import dev.failsafe.ExecutionContext;
import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.FailsafeExecutor;
import dev.failsafe.RetryPolicy;
import java.time.Duration;
import java.util.Optional;

/**
 * The one layer that decides whether a call is made, and made again.
 *
 * <p>Retries are outside and the circuit breaker inside: every single request has to pass the
 * breaker and is judged by it, so that a retry cannot slip through one that has opened meanwhile,
 * and three failed attempts count as three. Waiting is done here rather than by Failsafe because it
 * must end at once when a run is cancelled.
 */
final class ResiliencePolicy {
  private static final Duration LONGEST_RETRY_AFTER = Duration.ofMinutes(2);

  /** One request. */
  @FunctionalInterface
  interface DeliveryAttempt<T> {
    T run() throws OpenAiFailure, CancelledException;
  }

  /** Tells Failsafe to go on, and the next attempt how long to wait first. */
  private static final class RetryLater extends Exception {
    private static final long serialVersionUID = 1L;
    private final transient OpenAiFailure failure;
    private final Duration delay;

    RetryLater(OpenAiFailure failure, Duration delay) {
      super(failure.getMessage(), failure, false, false);
      this.failure = failure;
      this.delay = delay;
    }
  }

  private final FailsafeExecutor<Object> retries;
  private final GuardedCall gate;
  private final RetryBudget budget;
  private final Backoff backoff;
  private final Sleeper pause;
  private final ProviderMonitor monitor;

  ResiliencePolicy(
      int attempts,
      GuardedCall gate,
      RetryBudget budget,
      ProviderEnvironment surroundings,
      ProviderMonitor monitor) {
    this.retries =
        Failsafe.with(
            RetryPolicy.builder().handle(RetryLater.class).withMaxAttempts(attempts).build());
    this.gate = gate;
    this.budget = budget;
    this.backoff = new Backoff(surroundings.random());
    this.pause = surroundings.pause();
    this.monitor = monitor;
  }

  /**
   * Makes the call, and makes it again where that can help.
   *
   * @throws OpenAiFailure the last failure, or that the breaker refuses calls
   * @throws CancelledException as soon as the run should end
   */
  <T> T call(Operation operation, Cancellation cancellation, DeliveryAttempt<T> attempt)
      throws OpenAiFailure, CancelledException {
    try {
      return retries.get(context -> attempt(operation, cancellation, attempt, context));
    } catch (FailsafeException wrapped) {
      Throwable cause = wrapped.getCause();
      if (cause instanceof RetryLater exhausted) {
        throw exhausted.failure;
      }
      if (cause instanceof OpenAiFailure failure) {
        throw failure;
      }
      if (cause instanceof CancelledException cancelled) {
        throw cancelled;
      }
      throw wrapped;
    }
  }

  private <T> T attempt(
      Operation operation,
      Cancellation cancellation,
      DeliveryAttempt<T> attempt,
      ExecutionContext<T> context)
      throws OpenAiFailure, CancelledException, RetryLater {
    Optional<RetryLater> before =
        context.getLastException() instanceof RetryLater later
            ? Optional.of(later)
            : Optional.empty();
    if (before.isPresent()) {
      monitor.retrying(operation, before.get().failure, before.get().delay);
      pause.await(before.get().delay, cancellation);
    }
    try {
      T result = gate.pass(operation, cancellation, attempt);
      budget.succeeded();
      return result;
    } catch (OpenAiFailure latest) {
      OpenAiFailure failure = before.map(later -> latest.after(later.failure)).orElse(latest);
      if (failure.rule() == FailureRule.BREAKER_OPEN) {
        // What opened it says more than that it is open.
        throw before.map(later -> later.failure).orElse(failure);
      }
      Optional<Duration> delay = delay(operation, failure, before, context, cancellation);
      if (delay.isEmpty()) {
        throw failure;
      }
      throw new RetryLater(failure, delay.get());
    }
  }

  /** How long to wait before the next attempt; empty when there shall be none. */
  private Optional<Duration> delay(
      Operation operation,
      OpenAiFailure failure,
      Optional<RetryLater> before,
      ExecutionContext<?> context,
      Cancellation cancellation) {
    if (!failure.retriable()) {
      return Optional.empty();
    }
    budget.failed();
    // A picture whose request got through may be charged each time: at most one more try.
    boolean billedBefore =
        operation == Operation.IMAGE
            && before.map(later -> later.failure.details().mayBeBilled()).orElse(false);
    if (billedBefore || !budget.allowsRetry() || gate.refuses()) {
      return Optional.empty();
    }
    Duration delay =
        failure.details().retryAfter().orElseGet(() -> backoff.delay(context.getAttemptCount()));
    boolean tooLong =
        delay.compareTo(LONGEST_RETRY_AFTER) > 0
            || delay.toNanos() >= cancellation.remainingNanos();
    return tooLong ? Optional.empty() : Optional.of(delay);
  }
}
