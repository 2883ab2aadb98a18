package dev.dalleserver;

import dev.dalleserver.progress.ProgressManager;
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

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
