package dev.dalleserver;

import dev.dalleserver.progress.ProgressManager;
import dev.dalleserver.tasks.TaskScheduler;
import java.time.Duration;

/** Lets go, every second, of what nobody asks for any more. */
final class FinishedRunEvictor implements AutoCloseable {
  private static final Duration INTERVAL = Duration.ofSeconds(1);

  private final TaskScheduler scheduler = new TaskScheduler("sweeper");

  FinishedRunEvictor(ProgressManager progress) {
    scheduler.every(INTERVAL, progress::sweep);
  }

  /** Does something else now and then on the same thread. */
  void every(Duration interval, Runnable work) {
    scheduler.every(interval, work);
  }

  @Override
  public void close() {
    scheduler.close();
  }
}
