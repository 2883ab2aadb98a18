package dev.dalleserver.resilience;

import dev.dalleserver.jobs.Cancellation;
import dev.dalleserver.jobs.CancelledException;
import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.FailsafeExecutor;
import dev.failsafe.RetryPolicy;
import java.util.Map;
import java.util.Objects;

/**
 * The policy that alone decides whether a call is made, and whether it is retried.
 *
 * <p>Retries are the outer layer and the circuit breaker is the inner one: every single request
 * asks the breaker and is counted by it, so that no retry passes a breaker that has opened
 * meanwhile, and three failed attempts count as three. The calls wait themselves, rather than in
 * Failsafe, because waiting must end at once when a run is cancelled.
 */
public final class ResiliencePolicy {
  /** One attempt to make a request. */
  @FunctionalInterface
  public interface Attempt<T> {
    T run() throws CallFailure, CancelledException;
  }

  private final FailsafeExecutor<Object> retries;
  private final int attempts;
  private final Map<Operation, OperationGuards> guards;
  private final CallEnvironment environment;
  private final Backoff backoff;
  private final ProviderMonitor monitor;

  ResiliencePolicy(
      int attempts,
      Map<Operation, OperationGuards> guards,
      CallEnvironment environment,
      ProviderMonitor monitor) {
    this.retries =
        Failsafe.with(
            RetryPolicy.builder().handle(RetryLater.class).withMaxAttempts(attempts).build());
    this.attempts = attempts;
    this.guards = guards;
    this.environment = environment;
    this.backoff = new Backoff(environment.random());
    this.monitor = monitor;
  }

  /** As the other method, for a call that is not observed. */
  public <T> T call(Operation operation, Cancellation cancellation, Attempt<T> attempt)
      throws CallFailure, CancelledException {
    return call(operation, cancellation, CallObserver.NONE, attempt);
  }

  /**
   * Makes the call, and makes it again where that can help. Waits for the provider's rate limit for
   * as long as the run's deadline allows.
   *
   * @throws CallFailure the last failure, or that the breaker or the rate limit let no call through
   * @throws CancelledException as soon as the run should end
   */
  public <T> T call(
      Operation operation, Cancellation cancellation, CallObserver observer, Attempt<T> attempt)
      throws CallFailure, CancelledException {
    OperationGuards shared = Objects.requireNonNull(guards.get(operation));
    Attempts<T> all =
        new Attempts<>(shared, new Attempts.Request<>(cancellation, observer, attempt), this);
    try {
      return retries.get(context -> all.next(context.getAttemptCount() + 1 < attempts));
    } catch (FailsafeException wrapped) {
      Throwable cause = wrapped.getCause();
      if (cause instanceof CallFailure failure) {
        throw failure;
      }
      if (cause instanceof CancelledException cancelled) {
        throw cancelled;
      }
      throw wrapped;
    }
  }

  Backoff backoff() {
    return backoff;
  }

  CallEnvironment environment() {
    return environment;
  }

  ProviderMonitor monitor() {
    return monitor;
  }
}
