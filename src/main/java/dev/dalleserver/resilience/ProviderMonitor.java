package dev.dalleserver.resilience;

import dev.dalleserver.resilience.FailureVerdict.Account;
import dev.dalleserver.resilience.FailureVerdict.Charge;
import dev.dalleserver.resilience.ProviderStatus.BreakerState;
import dev.dalleserver.resilience.ProviderStatus.Failure;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A monitor that keeps how calls went, logs changes, and notifies the listener. */
final class ProviderMonitor {
  private final Logger log;
  private final Clock clock;
  private final CallListener listener;

  // All guarded by this.
  private @Nullable Instant lastSuccess;
  private @Nullable Failure lastFailure;
  private int inFlight;
  private boolean quotaExhausted;
  private boolean keyRefused;
  private long possiblyBilledTwice;

  /**
   * @param provider the provider's short name
   */
  ProviderMonitor(String provider, Clock clock, CallListener listener) {
    this.log = LoggerFactory.getLogger("dev.dalleserver." + provider);
    this.clock = clock;
    this.listener = listener;
    listener.breakerChanged(BreakerState.CLOSED);
  }

  synchronized void started() {
    inFlight++;
  }

  synchronized void ended() {
    inFlight--;
  }

  void succeeded(Operation operation, Duration duration) {
    synchronized (this) {
      lastSuccess = clock.instant();
      quotaExhausted = false;
      keyRefused = false;
    }
    listener.requestFinished(operation, "success", duration);
  }

  void failed(Operation operation, CallFailure failure, Duration duration) {
    synchronized (this) {
      lastFailure =
          new Failure(clock.instant(), failure.code().name(), String.valueOf(failure.getMessage()));
      quotaExhausted |= failure.verdict().account() == Account.QUOTA_EXHAUSTED;
      keyRefused |= failure.verdict().account() == Account.KEY_REFUSED;
    }
    listener.requestFailed(operation, failure.code(), String.valueOf(failure.getMessage()));
    listener.requestFinished(operation, failure.verdict().label(), duration);
  }

  void cancelled(Operation operation, Duration duration) {
    listener.requestFinished(operation, "cancelled", duration);
  }

  /**
   * Reports a call that the breaker refused. Writes no log line: while the breaker is open there
   * would be one for every run.
   */
  void refused(Operation operation) {
    listener.requestFinished(operation, CallFailure.BREAKER_OPEN.label(), Duration.ZERO);
  }

  void retrying(Operation operation, CallFailure after, Duration delay) {
    boolean billed = after.verdict().charge() == Charge.UNANSWERED;
    if (billed) {
      synchronized (this) {
        possiblyBilledTwice++;
      }
    }
    log.info(
        "{} call is made again in {} ms{}",
        operation.label(),
        delay.toMillis(),
        billed ? ", it may be billed twice" : "");
    listener.retrying(operation);
  }

  void breakerChanged(BreakerState state) {
    log.warn("circuit breaker is now {}", state);
    listener.breakerChanged(state);
  }

  synchronized ProviderStatus status(BreakerState breaker, double retryTokens) {
    return new ProviderStatus(
        breaker,
        Optional.ofNullable(lastSuccess),
        Optional.ofNullable(lastFailure),
        retryTokens,
        inFlight,
        quotaExhausted,
        keyRefused,
        possiblyBilledTwice);
  }
}
