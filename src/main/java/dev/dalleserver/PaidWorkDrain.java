package dev.dalleserver;

import dev.dalleserver.batches.BatchService;
import dev.dalleserver.pictures.PictureService;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits, when the server stops, for pictures that are already being paid for. By then no other work
 * is under way, and no new work begins.
 */
final class PaidWorkDrain implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PaidWorkDrain.class);

  private final PictureService pictures;
  private final BatchService batches;
  private final Duration maxWait;

  PaidWorkDrain(PictureService pictures, BatchService batches, Duration maxWait) {
    this.pictures = pictures;
    this.batches = batches;
    this.maxWait = maxWait;
  }

  @Override
  public void close() {
    long start = System.nanoTime();
    int left = pictures.awaitPaid(maxWait);
    left += batches.awaitPaid(maxWait.minusNanos(System.nanoTime() - start));
    if (left > 0) {
      LOG.warn("shutdown event=cut_off pictures={} note=\"they may have been paid for\"", left);
    }
  }
}
