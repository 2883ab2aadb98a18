package dev.dalleserver.resilience;

import dev.dalleserver.jobs.Cancellation;
import dev.dalleserver.jobs.CancelledException;
import dev.dalleserver.resilience.ResiliencePolicy.Attempt;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/** The guard that each single request passes: a permit, the circuit breaker, and the monitor. */
final class GuardedCall {
  private final CallPermits permits;
  private final Optional<CircuitBreaker> breaker;
  private final ProviderMonitor monitor;
  private final LongSupplier nanos;

  /**
   * @param breaker empty where the request fetches a picture that is paid for, which must be tried
   *     in any case
   */
  GuardedCall(
      CallPermits permits,
      Optional<CircuitBreaker> breaker,
      ProviderMonitor monitor,
      LongSupplier nanos) {
    this.permits = permits;
    this.breaker = breaker;
    this.monitor = monitor;
    this.nanos = nanos;
  }

  <T> T run(Operation operation, Cancellation cancellation, Attempt<T> attempt)
      throws CallFailure, CancelledException {
    // The permit comes first: a trial of the half-open breaker must not wait in a queue.
    permits.acquire(cancellation);
    try {
      if (breaker.isEmpty()) {
        return timed(operation, attempt);
      }
      Optional<CircuitBreaker.Permit> permit = breaker.get().tryAcquire();
      if (permit.isEmpty()) {
        throw CallFailure.breakerOpen();
      }
      return guarded(operation, attempt, permit.get());
    } finally {
      permits.release();
    }
  }

  /** Returns true when a call made now would be refused. */
  boolean isRefusing() {
    return breaker.map(CircuitBreaker::isRefusing).orElse(false);
  }

  private <T> T guarded(Operation operation, Attempt<T> attempt, CircuitBreaker.Permit permit)
      throws CallFailure, CancelledException {
    boolean settled = false;
    try {
      T result = timed(operation, attempt);
      permit.succeeded();
      settled = true;
      return result;
    } catch (CallFailure failure) {
      if (failure.verdict().counted()) {
        permit.failed();
        settled = true;
      }
      throw failure;
    } finally {
      if (!settled) {
        permit.withdrawn();
      }
    }
  }

  private <T> T timed(Operation operation, Attempt<T> attempt)
      throws CallFailure, CancelledException {
    long start = nanos.getAsLong();
    monitor.started();
    try {
      T result = attempt.run();
      monitor.succeeded(operation, elapsedSince(start));
      return result;
    } catch (CallFailure failure) {
      monitor.failed(operation, failure, elapsedSince(start));
      throw failure;
    } catch (CancelledException cancelled) {
      monitor.cancelled(operation, elapsedSince(start));
      throw cancelled;
    } finally {
      monitor.ended();
    }
  }

  private Duration elapsedSince(long start) {
    return Duration.ofNanos(nanos.getAsLong() - start);
  }
}
