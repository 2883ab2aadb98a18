package dev.dalleserver.jobs;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads that work on jobs. How many jobs may wait, and in which order they come, is decided
 * by {@link Jobs}.
 */
public final class WorkerPool implements AutoCloseable {
  /** How long running work has to notice that it should end. */
  private static final long GRACE_SECONDS = 1;

  /** How long an idle thread of a pool without a fixed size waits for the next job. */
  private static final Duration KEEP_IDLE = Duration.ofMinutes(1);

  private final ThreadPoolExecutor executor;

  private WorkerPool(int core, int most, BlockingQueue<Runnable> queue, ThreadFactory threads) {
    this.executor =
        new ThreadPoolExecutor(core, most, KEEP_IDLE.toSeconds(), TimeUnit.SECONDS, queue, threads);
  }

  /** Returns a pool of a fixed number of threads, for jobs that come one after the other. */
  public static WorkerPool fixed(int workers) {
    AtomicInteger count = new AtomicInteger();
    return new WorkerPool(
        workers,
        workers,
        new LinkedBlockingQueue<>(),
        work -> new Thread(work, "worker-" + count.incrementAndGet()));
  }

  /**
   * Returns a pool in which every job has its own thread, so that a call that never returns holds
   * nothing but that thread.
   *
   * @param name of the threads
   */
  public static WorkerPool threadPerJob(String name) {
    return new WorkerPool(
        0,
        Integer.MAX_VALUE,
        new SynchronousQueue<>(),
        work -> {
          Thread thread = new Thread(work, name);
          // A call that never returns must not keep the process alive.
          thread.setDaemon(true);
          return thread;
        });
  }

  /** Runs work as soon as a thread is free; returns false when the pool is closed. */
  boolean execute(Runnable work) {
    try {
      executor.execute(work);
      return true;
    } catch (RejectedExecutionException e) {
      return false;
    }
  }

  /** Returns how much work waits for a thread. */
  int queued() {
    return executor.getQueue().size();
  }

  /** Returns how many threads are working. */
  int active() {
    return executor.getActiveCount();
  }

  /** Interrupts running work and drops what waits. */
  @Override
  public void close() {
    executor.shutdownNow();
    try {
      executor.awaitTermination(GRACE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
