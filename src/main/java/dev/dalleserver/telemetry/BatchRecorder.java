package dev.dalleserver.telemetry;

import dev.dalleserver.batches.Batch;
import dev.dalleserver.batches.BatchState;
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

  private final ServerMetrics metrics;
  private final String provider;
  private final EndRecorder ends;

  BatchRecorder(ServerMetrics metrics, RecentErrors errors, String provider) {
    this.metrics = metrics;
    this.ends = new EndRecorder(LOG, ENDPOINT, metrics, errors);
    this.provider = provider;
  }

  @Override
  public void accept(Batch batch) {
    BatchState state = batch.state();
    Outcome outcome = EndRecorder.outcome(state.ending().orElseThrow());
    metrics.generations().batchEnded(provider, outcome);
    String line =
        "generation id=" + batch.id() + " outcome=" + outcome.label() + " provider=" + provider;
    if (state instanceof BatchState.Failed failed) {
      ends.recordFailure(line, failed.code(), failed.message());
    } else {
      ends.recordEnd(line);
    }
  }
}
