package dev.dalleserver.tasks;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Runs tasks soon, later, or again and again, on one daemon thread. A task that throws is logged,
 * whatever it throws, and a periodic one runs again at its next time: the JDK's own executors stop
 * a periodic task at its first failure without a word. No other class may use those (see {@code
 * WallsTest}). An {@link OutOfMemoryError} ends the process. Thread-safe.
 */
public final class TaskScheduler implements AutoCloseable {
  private final String name;
  private final ScheduledThreadPoolExecutor executor;

  /** Written when the executor makes its thread, or another in place of one that has died. */
  private volatile @Nullable Thread thread;

  /**
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
   * Runs a task once.
   *
   * @return to cancel it
   */
  public Future<?> after(Duration delay, Runnable task) {
    return executor.schedule(guarded(task), delay.toNanos(), TimeUnit.NANOSECONDS);
  }

  /**
   * Runs a task again and again.
   *
   * @param interval from the start to the first run, and from the end of each to the next
   */
  public void every(Duration interval, Runnable task) {
    every(interval, interval, task);
  }

  /**
   * Runs a task again and again.
   *
   * @param first from now to the first run
   * @param interval from the end of each run to the next
   */
  public void every(Duration first, Duration interval, Runnable task) {
    executor.scheduleWithFixedDelay(
        guarded(task), first.toNanos(), interval.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** True on the scheduler's own thread. */
  public boolean isOwnThread() {
    return Thread.currentThread() == thread;
  }

  /**
   * Drops timers, runs what was handed to {@link #execute}, and takes nothing more.
   *
   * @param longest how long to wait for that
   */
  public void shutdown(Duration longest) {
    executor.shutdown();
    try {
      executor.awaitTermination(longest.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Drops everything and interrupts the task that runs. */
  @Override
  public void close() {
    executor.shutdownNow();
  }

  private Thread newThread(Runnable work) {
    Thread made = new Thread(work, name);
    made.setDaemon(true);
    thread = made;
    return made;
  }

  private Runnable guarded(Runnable task) {
    TaskGuard guard = new TaskGuard(name);
    return () -> guard.run(task);
  }
}
