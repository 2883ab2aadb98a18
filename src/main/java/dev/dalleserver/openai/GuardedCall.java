package dev.dalleserver.openai;

import dev.dalleserver.generation.Cancellation;
import dev.dalleserver.generation.CancelledException;
import dev.dalleserver.openai.ProviderStatus.BreakerState;
import dev.dalleserver.openai.ResiliencePolicy.DeliveryAttempt;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/** The guard that each single request passes: a permit, the circuit breaker, and the monitor. */
final class GuardedCall {
  private final CallPermits slots;
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
    this.slots = permits;
    this.breaker = breaker;
    this.monitor = monitor;
    this.nanos = nanos;
  }

  <T> T pass(Operation operation, Cancellation cancellation, DeliveryAttempt<T> attempt)
      throws OpenAiFailure, CancelledException {
    // The permit comes first: a trial of the half-open breaker must not wait in a queue.
    slots.acquire(cancellation);
    try {
      if (breaker.isEmpty()) {
        return timed(operation, attempt);
      }
      Optional<CircuitBreaker.Permit> permit = breaker.get().tryAcquire();
      if (permit.isEmpty()) {
        monitor.refused(operation);
        throw new OpenAiFailure(
            FailureRule.BREAKER_OPEN,
            operation,
            "the provider has failed repeatedly and is not called for a while; ask again later");
      }
      return guarded(operation, attempt, permit.get());
    } finally {
      slots.release();
    }
  }

  /** Returns true when a call made now would be refused. */
  boolean refuses() {
    return breaker.map(known -> known.state() == BreakerState.OPEN).orElse(false);
  }

  private <T> T guarded(
      Operation operation, DeliveryAttempt<T> attempt, CircuitBreaker.Permit permit)
      throws OpenAiFailure, CancelledException {
    boolean settled = false;
    try {
      T result = timed(operation, attempt);
      permit.succeeded();
      settled = true;
      return result;
    } catch (OpenAiFailure failure) {
      if (failure.rule().counted()) {
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

  private <T> T timed(Operation operation, DeliveryAttempt<T> attempt)
      throws OpenAiFailure, CancelledException {
    long start = nanos.getAsLong();
    monitor.started();
    try {
      T result = attempt.run();
      monitor.succeeded(operation, since(start));
      return result;
    } catch (OpenAiFailure failure) {
      monitor.failed(operation, failure, since(start));
      throw failure;
    } catch (CancelledException cancelled) {
      monitor.cancelled(operation, since(start));
      throw cancelled;
    } finally {
      monitor.ended();
    }
  }

  private Duration since(long start) {
    return Duration.ofNanos(nanos.getAsLong() - start);
  }
}
