package dev.dalleserver.resilience;

import dev.dalleserver.resilience.FailureVerdict.Charge;
import dev.dalleserver.resilience.ProviderStatus.BreakerState;
import dev.dalleserver.resilience.ProviderStatus.Failure;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
  // Of these operations; chat and images may be paid for by different accounts.
  private final Set<Operation> quotaExhausted = EnumSet.noneOf(Operation.class);
  private final Set<Operation> keyRefused = EnumSet.noneOf(Operation.class);
  private long possiblyBilledTwice;

  /**
   * @param provider the provider's short name
   */
  ProviderMonitor(String provider, Clock clock, CallListener listener) {
    this.log = LoggerFactory.getLogger("dev.dalleserver." + provider);
    this.clock = clock;
    this.listener = listener;
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
      quotaExhausted.remove(operation);
      keyRefused.remove(operation);
    }
    listener.requestFinished(operation, "success", duration);
  }

  void failed(Operation operation, CallFailure failure, Duration duration) {
    synchronized (this) {
      lastFailure =
          new Failure(clock.instant(), failure.code().name(), String.valueOf(failure.getMessage()));
      switch (failure.verdict().account()) {
        case QUOTA_EXHAUSTED -> quotaExhausted.add(operation);
        case KEY_REFUSED -> keyRefused.add(operation);
        case USABLE -> {}
      }
    }
    listener.requestFailed(operation, failure.code(), String.valueOf(failure.getMessage()));
    listener.requestFinished(operation, failure.verdict().label(), duration);
  }

  void cancelled(Operation operation, Duration duration) {
    listener.requestFinished(operation, "cancelled", duration);
  }

  /**
   * Reports a call that was not made. Writes no log line: while the breaker is open there would be
   * one for every run.
   */
  void refused(Operation operation, CallFailure refusal) {
    listener.requestFinished(operation, refusal.verdict().label(), Duration.ZERO);
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

  void breakerChanged(Operation operation, BreakerState state) {
    log.warn("circuit breaker for {} calls is now {}", operation.label(), state);
    listener.breakerChanged(operation, state);
  }

  void waitingChanged(Operation operation, int waiting) {
    listener.waitingChanged(operation, waiting);
  }

  /**
   * Returns what is known of the calls.
   *
   * @param lines by operation; its breaker, its retries and its line
   */
  synchronized ProviderStatus status(Map<Operation, ProviderStatus.Line> lines) {
    return new ProviderStatus(
        lines,
        Optional.ofNullable(lastSuccess),
        Optional.ofNullable(lastFailure),
        inFlight,
        !quotaExhausted.isEmpty(),
        !keyRefused.isEmpty(),
        possiblyBilledTwice);
  }
}
