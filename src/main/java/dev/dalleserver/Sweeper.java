package dev.dalleserver;

import dev.dalleserver.progress.ProgressManager;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Lets go, every second, of what nobody asks for any more. */
final class Sweeper implements AutoCloseable {
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread thread = new Thread(work, "sweeper");
            thread.setDaemon(true);
            return thread;
          });

  Sweeper(ProgressManager progress) {
    timer.scheduleWithFixedDelay(progress::sweep, 1, 1, TimeUnit.SECONDS);
  }

  /** Does something else now and then on the same thread; be quick and do not throw. */
  void every(Duration interval, Runnable work) {
    timer.scheduleWithFixedDelay(
        work, interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
