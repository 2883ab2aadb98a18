package dev.dalleserver;

import dev.dalleserver.progress.ProgressManager;
import dev.dalleserver.tasks.TaskScheduler;
import java.time.Duration;

/** Evicts finished runs past their time to live, once a second. */
final class FinishedRunEvictor implements AutoCloseable {
  private static final Duration INTERVAL = Duration.ofSeconds(1);

  private final TaskScheduler scheduler = new TaskScheduler("sweeper");

  FinishedRunEvictor(ProgressManager progress) {
    scheduler.scheduleEvery(INTERVAL, progress::evictExpired);
  }

  /** Runs another periodic task on the same thread. */
  void scheduleEvery(Duration interval, Runnable work) {
    scheduler.scheduleEvery(interval, work);
  }

  @Override
  public void close() {
    scheduler.close();
  }
}
