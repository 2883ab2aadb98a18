package dev.dalleserver.openai;

import java.time.Instant;
import java.util.Optional;

/**
 * How the provider has been doing, at one moment.
 *
 * @param lastSuccess when a request last ended well
 * @param lastFailure what went wrong last, also when requests have succeeded since
 * @param retryTokens what is left of the retry budget, 0 to 10; there are no retries at 5 or below
 * @param callsInFlight requests on the network now
 * @param quotaExhausted the provider has said that the money is used up, and nothing has succeeded
 *     since
 * @param keyRefused the provider has refused the key, or what it is used for, and nothing has
 *     succeeded since
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

  /** What the circuit breaker does with calls. */
  public enum BreakerState {
    /** Lets them through. */
    CLOSED,
    /** Refuses them. */
    OPEN,
    /** Lets a few through to see whether the provider is back. */
    HALF_OPEN,
    /** There is no provider. */
    DISABLED
  }

  /** A failure as it was told to the run that met it. */
  public record Failure(Instant at, String code, String message) {}

  /** The status where no provider is set up. */
  public static ProviderStatus disabled() {
    return new ProviderStatus(
        BreakerState.DISABLED, Optional.empty(), Optional.empty(), 0, 0, false, false, 0);
  }
}
