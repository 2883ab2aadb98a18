package dev.dalleserver.tasks;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Runs tasks once or periodically on one daemon thread. Everything that a task throws is logged,
 * and a periodic task runs again at its next time: the JDK's own executors silently stop a periodic
 * task at its first failure. No other class may use them (see {@code WallsTest}). An {@link
 * OutOfMemoryError} ends the process. Thread-safe.
 */
public final class TaskScheduler implements AutoCloseable {
  private final String name;
  private final ScheduledThreadPoolExecutor executor;

  /** Written when the executor creates its thread, or a replacement for one that has died. */
  private volatile @Nullable Thread thread;

  /**
   * Creates the scheduler.
   *
   * @param name of the thread, and in the log
   */
  public TaskScheduler(String name) {
    this.name = name;
    this.executor = new ScheduledThreadPoolExecutor(1, this::newThread);
    executor.setRemoveOnCancelPolicy(true);
    executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  /** Runs a task as soon as the thread is free. */
  public void execute(Runnable task) {
    executor.execute(guarded(task));
  }

  /**
   * Runs a task once, after a delay.
   *
   * @return a future that can cancel the task
   */
  public Future<?> scheduleAfter(Duration delay, Runnable task) {
    return executor.schedule(guarded(task), delay.toNanos(), TimeUnit.NANOSECONDS);
  }

  /**
   * Runs a task periodically.
   *
   * @param interval from the start to the first run, and from the end of each run to the next
   */
  public void scheduleEvery(Duration interval, Runnable task) {
    scheduleEvery(interval, interval, task);
  }

  /**
   * Runs a task periodically.
   *
   * @param first from now to the first run
   * @param interval from the end of each run to the next
   */
  public void scheduleEvery(Duration first, Duration interval, Runnable task) {
    executor.scheduleWithFixedDelay(
        guarded(task), first.toNanos(), interval.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** Returns true on the scheduler's own thread. */
  public boolean isOwnThread() {
    return Thread.currentThread() == thread;
  }

  /**
   * Cancels timers, runs the tasks that were passed to {@link #execute}, and accepts no more tasks.
   *
   * @param timeout the maximum time to wait for those tasks
   */
  public void shutdown(Duration timeout) {
    executor.shutdown();
    try {
      executor.awaitTermination(timeout.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Cancels all tasks and interrupts the running one. */
  @Override
  public void close() {
    executor.shutdownNow();
  }

  private Thread newThread(Runnable work) {
    Thread created = new Thread(work, name);
    created.setDaemon(true);
    thread = created;
    return created;
  }

  private Runnable guarded(Runnable task) {
    TaskGuard guard = new TaskGuard(name);
    return () -> guard.run(task);
  }
}
