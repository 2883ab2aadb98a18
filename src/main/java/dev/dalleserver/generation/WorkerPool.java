package dev.dalleserver.generation;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Works on runs, some at once, the others waiting in line and knowing their place. */
final class WorkerPool implements AutoCloseable {
  /** Work that can be told its place in the queue, counted from 1. */
  interface Job extends Runnable {
    void movedTo(int position);
  }

  /** How long running work gets to notice that it should end. */
  private static final long PATIENCE_SECONDS = 1;

  private final ThreadPoolExecutor executor;

  WorkerPool(JobLimits capacity) {
    AtomicInteger count = new AtomicInteger();
    this.executor =
        new ThreadPoolExecutor(
            capacity.workers(),
            capacity.workers(),
            0,
            TimeUnit.SECONDS,
            queue(capacity.queue()),
            work -> new Thread(work, "worker-" + count.incrementAndGet())) {
          @Override
          protected void beforeExecute(Thread thread, Runnable job) {
            tellPositions();
          }
        };
  }

  /**
   * Takes on a job: it is worked at once, or waits its turn.
   *
   * @return false when there is no room to wait in, or the pool is closed
   */
  boolean submit(Job job) {
    try {
      executor.execute(job);
      return true;
    } catch (RejectedExecutionException e) {
      return false;
    }
  }

  /** Takes a job out of the queue; does nothing when it is not waiting. */
  void withdraw(Job job) {
    if (executor.remove(job)) {
      tellPositions();
    }
  }

  int active() {
    return executor.getActiveCount();
  }

  int waiting() {
    return executor.getQueue().size();
  }

  /** Interrupts what is running and drops what is waiting. */
  @Override
  public void close() {
    executor.shutdownNow();
    try {
      executor.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A place is told once per change of the queue, so that asking for it costs nothing. */
  private void tellPositions() {
    int position = 1;
    for (Runnable waiting : executor.getQueue()) {
      ((Job) waiting).movedTo(position++);
    }
  }

  private static BlockingQueue<Runnable> queue(int capacity) {
    return capacity == 0 ? new SynchronousQueue<>() : new LinkedBlockingQueue<>(capacity);
  }
}
