package dev.dalleserver.resilience;

import java.time.Instant;
import java.util.Optional;

/**
 * The status of the provider at one moment.
 *
 * @param lastSuccess when a request last ended well
 * @param lastFailure the last failure, also when requests have succeeded since
 * @param retryTokens what is left of the retry budget, 0 to 10; there are no retries at 5 or below
 * @param callsInFlight requests on the network now
 * @param quotaExhausted whether the provider has reported that the quota is used up, and no request
 *     has succeeded since
 * @param keyRefused whether the provider has refused the key, or what it is used for, and no
 *     request has succeeded since
 * @param possiblyBilledTwice image requests that were sent again although the first may have been
 *     charged
 */
public record ProviderStatus(
    BreakerState breaker,
    Optional<Instant> lastSuccess,
    Optional<Failure> lastFailure,
    double retryTokens,
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
    DISABLED
  }

  /** A failure as the run that met it reports it. */
  public record Failure(Instant at, String code, String message) {}

  /** Returns the status of a server without a provider. */
  public static ProviderStatus disabled() {
    return new ProviderStatus(
        BreakerState.DISABLED, Optional.empty(), Optional.empty(), 0, 0, false, false, 0);
  }
}
