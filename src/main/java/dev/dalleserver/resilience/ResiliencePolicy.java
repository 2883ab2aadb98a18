package dev.dalleserver.resilience;

import dev.dalleserver.jobs.Cancellation;
import dev.dalleserver.jobs.CancelledException;
import dev.dalleserver.resilience.FailureVerdict.Charge;
import dev.failsafe.ExecutionContext;
import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.FailsafeExecutor;
import dev.failsafe.RetryPolicy;
import java.time.Duration;
import java.util.Optional;

/**
 * The policy that alone decides whether a call is made, and whether it is retried.
 *
 * <p>Retries are the outer layer and the circuit breaker is the inner one: every single request
 * asks the breaker and is counted by it, so that no retry passes a breaker that has opened
 * meanwhile, and three failed attempts count as three. This class waits itself, rather than
 * Failsafe, because waiting must end at once when a run is cancelled.
 */
public final class ResiliencePolicy {
  private static final Duration MAX_RETRY_AFTER = Duration.ofMinutes(2);

  /** One attempt to make a request. */
  @FunctionalInterface
  public interface Attempt<T> {
    T run() throws CallFailure, CancelledException;
  }

  /** Makes Failsafe retry, and tells the next attempt how long to wait first. */
  private static final class RetryLater extends Exception {
    private static final long serialVersionUID = 1L;
    private final transient CallFailure failure;
    private final Duration delay;

    RetryLater(CallFailure failure, Duration delay) {
      super(failure.getMessage(), failure, false, false);
      this.failure = failure;
      this.delay = delay;
    }
  }

  private final FailsafeExecutor<Object> retries;
  private final GuardedCall guardedCall;
  private final RetryBudget budget;
  private final Backoff backoff;
  private final Sleeper sleeper;
  private final ProviderMonitor monitor;

  ResiliencePolicy(
      int attempts,
      GuardedCall guardedCall,
      RetryBudget budget,
      CallEnvironment environment,
      ProviderMonitor monitor) {
    this.retries =
        Failsafe.with(
            RetryPolicy.builder().handle(RetryLater.class).withMaxAttempts(attempts).build());
    this.guardedCall = guardedCall;
    this.budget = budget;
    this.backoff = new Backoff(environment.random());
    this.sleeper = environment.sleeper();
    this.monitor = monitor;
  }

  /**
   * Makes the call, and makes it again where that can help.
   *
   * @throws CallFailure the last failure, or that the breaker refuses calls
   * @throws CancelledException as soon as the run should end
   */
  public <T> T call(Operation operation, Cancellation cancellation, Attempt<T> attempt)
      throws CallFailure, CancelledException {
    try {
      return retries.get(context -> attempt(operation, cancellation, attempt, context));
    } catch (FailsafeException wrapped) {
      Throwable cause = wrapped.getCause();
      if (cause instanceof RetryLater exhausted) {
        throw exhausted.failure;
      }
      if (cause instanceof CallFailure failure) {
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
      Attempt<T> attempt,
      ExecutionContext<T> context)
      throws CallFailure, CancelledException, RetryLater {
    Optional<RetryLater> previous =
        context.getLastException() instanceof RetryLater later
            ? Optional.of(later)
            : Optional.empty();
    if (previous.isPresent()) {
      monitor.retrying(operation, previous.get().failure, previous.get().delay);
      sleeper.await(previous.get().delay, cancellation);
    }
    try {
      T result = guardedCall.run(operation, cancellation, attempt);
      budget.succeeded();
      return result;
    } catch (CallFailure failure) {
      previous.ifPresent(later -> failure.addEarlier(later.failure));
      if (failure.verdict() == CallFailure.BREAKER_OPEN) {
        // The failure that opened the breaker says more than that it is open.
        throw previous.map(later -> later.failure).orElse(failure);
      }
      Optional<Duration> delay = delay(failure, previous, context, cancellation);
      if (delay.isEmpty()) {
        throw failure;
      }
      throw new RetryLater(failure, delay.get());
    }
  }

  /** Returns how long to wait before the next attempt; empty when there is to be none. */
  private Optional<Duration> delay(
      CallFailure failure,
      Optional<RetryLater> previous,
      ExecutionContext<?> context,
      Cancellation cancellation) {
    if (!failure.verdict().retriable()) {
      return Optional.empty();
    }
    budget.failed();
    boolean unansweredBefore =
        previous.filter(later -> later.failure.verdict().charge() == Charge.UNANSWERED).isPresent();
    if (unansweredBefore || !budget.allowsRetry() || guardedCall.isRefusing()) {
      return Optional.empty();
    }
    Duration delay =
        failure.verdict().retryAfter().orElseGet(() -> backoff.delay(context.getAttemptCount()));
    boolean tooLong =
        delay.compareTo(MAX_RETRY_AFTER) > 0 || delay.toNanos() >= cancellation.remainingNanos();
    return tooLong ? Optional.empty() : Optional.of(delay);
  }
}
