package dev.dalleserver;

import dev.dalleserver.batches.BatchService;
import dev.dalleserver.generation.GenerationService;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives pictures that are being paid for some time to come when the server stops. Nothing else is
 * under way by then, and nothing new begins.
 */
final class PaidWorkDrain implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PaidWorkDrain.class);

  private final GenerationService generations;
  private final BatchService batches;
  private final Duration longest;

  PaidWorkDrain(GenerationService generations, BatchService batches, Duration longest) {
    this.generations = generations;
    this.batches = batches;
    this.longest = longest;
  }

  @Override
  public void close() {
    long began = System.nanoTime();
    int left = generations.awaitPaid(longest);
    left += batches.awaitPaid(longest.minusNanos(System.nanoTime() - began));
    if (left > 0) {
      LOG.warn("shutdown event=cut_off pictures={} note=\"they may have been paid for\"", left);
    }
  }
}
