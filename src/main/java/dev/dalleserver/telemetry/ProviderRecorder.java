package dev.dalleserver.telemetry;

import dev.dalleserver.console.LogRateLimiter;
import dev.dalleserver.jobs.FailureCode;
import dev.dalleserver.resilience.CallListener;
import dev.dalleserver.resilience.Operation;
import dev.dalleserver.resilience.ProviderStatus;
import java.time.Duration;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts calls to the remote provider, and logs those that fail, rate-limited. */
final class ProviderRecorder implements CallListener {
  private static final Logger LOG = LoggerFactory.getLogger("dev.dalleserver.openai");

  private final CallListener metrics;
  private final LogRateLimiter failures = LogRateLimiter.forWarnings();

  ProviderRecorder(CallListener metrics) {
    this.metrics = metrics;
  }

  @Override
  public void requestFinished(Operation operation, String outcome, Duration duration) {
    metrics.requestFinished(operation, outcome, duration);
  }

  /**
   * Logs the failure. While the provider is down the calls of all runs fail, so the lines are
   * rate-limited.
   */
  @Override
  public void requestFailed(Operation operation, FailureCode code, String reason) {
    OptionalLong suppressed = failures.admit();
    if (suppressed.isPresent()) {
      LOG.warn(
          "openai operation={} event=failed code={} reason=\"{}\" held_back={}",
          operation.label(),
          code,
          reason,
          suppressed.getAsLong());
    }
  }

  @Override
  public void retrying(Operation operation) {
    metrics.retrying(operation);
  }

  @Override
  public void breakerChanged(Operation operation, ProviderStatus.BreakerState state) {
    metrics.breakerChanged(operation, state);
  }

  @Override
  public void waitingChanged(Operation operation, int waiting) {
    metrics.waitingChanged(operation, waiting);
  }
}
