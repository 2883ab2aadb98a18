package dev.dalleserver;

import dev.dalleserver.generation.FailureCode;
import dev.dalleserver.openai.OpenAiListener;
import dev.dalleserver.openai.Operation;
import dev.dalleserver.openai.ProviderStatus;
import dev.dalleserver.web.LogRateLimiter;
import java.time.Duration;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts calls to the remote provider, and writes a line for each that fails, but not for all. */
final class ProviderRecorder implements OpenAiListener {
  private static final Logger LOG = LoggerFactory.getLogger("dev.dalleserver.openai");

  private final OpenAiListener metrics;
  private final LogRateLimiter failures = LogRateLimiter.forWarnings();

  ProviderRecorder(OpenAiListener metrics) {
    this.metrics = metrics;
  }

  @Override
  public void requestFinished(Operation operation, String outcome, Duration duration) {
    metrics.requestFinished(operation, outcome, duration);
  }

  /** A provider that is down fails every run's call, so the lines are rationed. */
  @Override
  public void requestFailed(Operation operation, FailureCode code, String reason) {
    OptionalLong held = failures.admit();
    if (held.isPresent()) {
      LOG.warn(
          "openai operation={} event=failed code={} reason=\"{}\" held_back={}",
          operation.label(),
          code,
          reason,
          held.getAsLong());
    }
  }

  @Override
  public void retrying(Operation operation) {
    metrics.retrying(operation);
  }

  @Override
  public void breakerChanged(ProviderStatus.BreakerState state) {
    metrics.breakerChanged(state);
  }
}
