package dev.dalleserver;

import dev.dalleserver.batches.BatchService;
import dev.dalleserver.pictures.GenerationService;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits, when the server stops, for pictures that are already being paid for. By then no other work
 * is under way, and no new work begins.
 */
final class PaidWorkDrain implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PaidWorkDrain.class);

  private final GenerationService generations;
  private final BatchService batches;
  private final Duration maxWait;

  PaidWorkDrain(GenerationService generations, BatchService batches, Duration maxWait) {
    this.generations = generations;
    this.batches = batches;
    this.maxWait = maxWait;
  }

  @Override
  public void close() {
    long start = System.nanoTime();
    int left = generations.awaitPaid(maxWait);
    left += batches.awaitPaid(maxWait.minusNanos(System.nanoTime() - start));
    if (left > 0) {
      LOG.warn("shutdown event=cut_off pictures={} note=\"they may have been paid for\"", left);
    }
  }
}
