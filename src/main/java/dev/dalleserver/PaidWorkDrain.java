package dev.dalleserver;

import dev.dalleserver.jobs.Drainable;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits, when the server stops, for pictures that are already being paid for. By then no other work
 * is under way, and no new work begins.
 */
final class PaidWorkDrain implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PaidWorkDrain.class);

  private final List<Drainable> work;
  private final Duration maxWait;

  PaidWorkDrain(List<Drainable> work, Duration maxWait) {
    this.work = List.copyOf(work);
    this.maxWait = maxWait;
  }

  @Override
  public void close() {
    long start = System.nanoTime();
    int left = 0;
    for (Drainable part : work) {
      left += part.awaitPaid(maxWait.minusNanos(System.nanoTime() - start));
    }
    if (left > 0) {
      LOG.warn("shutdown event=cut_off pictures={} note=\"they may have been paid for\"", left);
    }
  }
}
