package dev.dalleserver.openai;

import dev.dalleserver.openai.ProviderStatus.BreakerState;
import dev.dalleserver.openai.ProviderStatus.Failure;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A monitor that keeps how calls went, logs changes, and notifies the listener. */
final class ProviderMonitor {
  private static final Logger LOG = LoggerFactory.getLogger("dev.dalleserver.openai");

  private final Clock clock;
  private final OpenAiListener listener;

  // All guarded by this.
  private @Nullable Instant lastSuccess;
  private @Nullable Failure lastFailure;
  private int inFlight;
  private boolean quotaExhausted;
  private boolean keyRefused;
  private long possiblyBilledTwice;

  ProviderMonitor(Clock clock, OpenAiListener listener) {
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

  void failed(Operation operation, OpenAiFailure failure, Duration duration) {
    synchronized (this) {
      lastFailure =
          new Failure(clock.instant(), failure.code().name(), String.valueOf(failure.getMessage()));
      quotaExhausted |= failure.rule() == FailureRule.QUOTA;
      keyRefused |= failure.rule() == FailureRule.KEY_REFUSED && operation != Operation.DOWNLOAD;
    }
    listener.requestFailed(operation, failure.code(), String.valueOf(failure.getMessage()));
    listener.requestFinished(operation, failure.rule().label(), duration);
  }

  void cancelled(Operation operation, Duration duration) {
    listener.requestFinished(operation, "cancelled", duration);
  }

  /**
   * Reports a call that the breaker refused. Writes no log line: while the breaker is open there
   * would be one for every run.
   */
  void refused(Operation operation) {
    listener.requestFinished(operation, FailureRule.BREAKER_OPEN.label(), Duration.ZERO);
  }

  void retrying(Operation operation, OpenAiFailure after, Duration delay) {
    boolean billed = operation == Operation.IMAGE && after.details().mayBeBilled();
    if (billed) {
      synchronized (this) {
        possiblyBilledTwice++;
      }
    }
    LOG.info(
        "{} call is made again in {} ms{}",
        operation.label(),
        delay.toMillis(),
        billed ? ", it may be billed twice" : "");
    listener.retrying(operation);
  }

  void breakerChanged(BreakerState state) {
    LOG.warn("circuit breaker is now {}", state);
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
