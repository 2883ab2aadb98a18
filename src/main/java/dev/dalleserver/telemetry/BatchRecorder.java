package dev.dalleserver.telemetry;

import dev.dalleserver.batches.Batch;
import dev.dalleserver.batches.BatchState;
import dev.dalleserver.console.LogRateLimiter;
import dev.dalleserver.metrics.GenerationMetrics.Outcome;
import dev.dalleserver.metrics.ServerMetrics;
import dev.dalleserver.web.RecentErrors;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts free-prompt batches, logs each one that ends, and remembers why batches failed. */
final class BatchRecorder implements Consumer<Batch> {
  /**
   * The route of a failed batch: the client sees the error in the state that this route answers.
   */
  private static final String ENDPOINT = "/v1/images/generations/{id}";

  private static final Logger LOG = LoggerFactory.getLogger("dev.dalleserver.batch");
  private static final int OK = 200;

  private final ServerMetrics metrics;
  private final RecentErrors errors;
  private final String provider;
  private final LogRateLimiter failures = LogRateLimiter.forWarnings();

  BatchRecorder(ServerMetrics metrics, RecentErrors errors, String provider) {
    this.metrics = metrics;
    this.errors = errors;
    this.provider = provider;
  }

  @Override
  public void accept(Batch batch) {
    if (batch.state() instanceof BatchState.Failed failed) {
      recordFailure(batch, failed);
      return;
    }
    boolean complete = batch.state() instanceof BatchState.Complete;
    Outcome outcome = complete ? Outcome.SUCCESS : Outcome.CANCELLED;
    metrics.generations().batchEnded(provider, outcome);
    LOG.info("generation id={} outcome={} provider={}", batch.id(), outcome.label(), provider);
  }

  private void recordFailure(Batch batch, BatchState.Failed state) {
    metrics.generations().batchEnded(provider, Outcome.FAILED);
    metrics.error(state.code(), ENDPOINT);
    errors.add(state.code(), ENDPOINT, OK, "", state.message());
    failures
        .admit()
        .ifPresent(
            suppressed ->
                LOG.warn(
                    "generation id={} outcome=failed provider={} code={} error=\"{}\" held_back={}",
                    batch.id(),
                    provider,
                    state.code(),
                    state.message(),
                    suppressed));
  }
}
