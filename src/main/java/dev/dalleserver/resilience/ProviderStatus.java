package dev.dalleserver.resilience;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The status of the provider at one moment.
 *
 * @param lines how each operation stands that has a circuit breaker; empty without a provider
 * @param lastSuccess when a request last ended well
 * @param lastFailure the last failure, also when requests have succeeded since
 * @param callsInFlight requests on the network now
 * @param quotaExhausted whether the provider has reported that the quota is used up, and no request
 *     has succeeded since
 * @param keyRefused whether the provider has refused the key, or what it is used for, and no
 *     request has succeeded since
 * @param possiblyBilledTwice image requests that were sent again although the first may have been
 *     charged
 */
public record ProviderStatus(
    Map<Operation, Line> lines,
    Optional<Instant> lastSuccess,
    Optional<Failure> lastFailure,
    int callsInFlight,
    boolean quotaExhausted,
    boolean keyRefused,
    long possiblyBilledTwice) {

  /** The states of the circuit breaker. */
  public enum BreakerState {
    /** Lets calls through. */
    CLOSED,
    /** Refuses calls. */
    OPEN,
    /** Lets a few calls through to see whether the provider works again. */
    HALF_OPEN,
    /** There is no provider. */
    DISABLED;

    /** Returns the worst of the given states: open, then half-open, then closed. */
    public static BreakerState worst(Collection<BreakerState> states) {
      return Stream.of(OPEN, HALF_OPEN, CLOSED)
          .filter(states::contains)
          .findFirst()
          .orElse(DISABLED);
    }
  }

  /**
   * How one operation stands.
   *
   * @param retryTokens what is left of the retry budget, 0 to 10; there are no retries at 5 or
   *     below
   * @param waiting calls that wait for the provider's rate limit
   * @param delay how long the provider's rate limit, or the operator's, makes the next call wait
   */
  public record Line(BreakerState breaker, double retryTokens, int waiting, Duration delay) {}

  /** A failure as the run that met it reports it. */
  public record Failure(Instant at, String code, String message) {}

  public ProviderStatus {
    lines = Map.copyOf(lines);
  }

  /** Returns the status of a server without a provider. */
  public static ProviderStatus disabled() {
    return new ProviderStatus(Map.of(), Optional.empty(), Optional.empty(), 0, false, false, 0);
  }

  /** Returns the state of an operation's circuit breaker. */
  public BreakerState breaker(Operation operation) {
    Line line = lines.get(operation);
    return line == null ? BreakerState.DISABLED : line.breaker();
  }

  /** Returns the worst state of all circuit breakers. */
  public BreakerState breaker() {
    return BreakerState.worst(lines.values().stream().map(Line::breaker).toList());
  }

  /** Returns what is left of the retry budget that has the least. */
  public double retryTokens() {
    return lines.values().stream().mapToDouble(Line::retryTokens).min().orElse(0);
  }

  /** Returns the number of calls that wait for the provider's rate limit. */
  public int waiting() {
    return lines.values().stream().mapToInt(Line::waiting).sum();
  }
}
