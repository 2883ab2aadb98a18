package dev.dalleserver.resilience;

import dev.dalleserver.jobs.WaitingLine;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * How all calls to one remote provider are made: for each operation one limit on calls at once, one
 * circuit breaker, one budget of retries and one line for the rate limit, and one status for all.
 */
public final class ProviderCalls {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final Map<Operation, OperationGuards> guards = new EnumMap<>(Operation.class);
  private final ProviderMonitor monitor;
  private final ResiliencePolicy policy;

  /**
   * @param provider the provider's short name, which its logger carries
   * @param listener called for every call
   */
  public ProviderCalls(
      String provider, CallLimits limits, CallListener listener, CallEnvironment environment) {
    monitor = new ProviderMonitor(provider, environment.clock(), listener);
    for (Operation operation : Operation.values()) {
      guards.put(operation, guards(operation, limits, environment));
      if (operation.hasBreaker()) {
        listener.breakerChanged(operation, ProviderStatus.BreakerState.CLOSED);
      }
    }
    policy = new ResiliencePolicy(limits.attempts(), guards, environment, monitor);
  }

  private OperationGuards guards(
      Operation operation, CallLimits limits, CallEnvironment environment) {
    Optional<CircuitBreaker> breaker =
        operation.hasBreaker()
            ? Optional.of(
                new CircuitBreaker(
                    environment.nanos(), state -> monitor.breakerChanged(operation, state)))
            : Optional.empty();
    CallPermits permits = new CallPermits(limits.concurrentCalls());
    Duration interval =
        operation == Operation.IMAGE && limits.imagesPerMinute() > 0
            ? MINUTE.dividedBy(limits.imagesPerMinute())
            : Duration.ZERO;
    return new OperationGuards(
        operation,
        breaker,
        new GuardedCall(permits, breaker, monitor, environment.nanos()),
        new RetryBudget(),
        new RateLimitLine(
            interval, environment, waiting -> monitor.waitingChanged(operation, waiting)),
        new TypicalDuration());
  }

  /**
   * Returns the policy for all calls. Downloads of pictures that are paid for have no breaker,
   * because the picture behind the URL is gone within the hour.
   */
  public ResiliencePolicy policy() {
    return policy;
  }

  /** Returns the line of calls of an operation. */
  public WaitingLine line(Operation operation) {
    return guards(operation).line();
  }

  /** Returns the present status of the provider. */
  public ProviderStatus status() {
    Map<Operation, ProviderStatus.Line> lines = new EnumMap<>(Operation.class);
    guards.values().stream()
        .filter(guard -> guard.operation().hasBreaker())
        .forEach(guard -> lines.put(guard.operation(), guard.status()));
    return monitor.status(lines);
  }

  private OperationGuards guards(Operation operation) {
    return Objects.requireNonNull(guards.get(operation));
  }
}
