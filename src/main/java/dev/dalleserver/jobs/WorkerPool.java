package dev.dalleserver.jobs;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A pool that works on some jobs at once, while the others wait in a queue and know their
 * positions.
 */
public final class WorkerPool implements AutoCloseable {
  /** Work that is told its position in the queue, counted from 1. */
  public interface Job extends Runnable {
    void onPositionChanged(int position);
  }

  /** How long running work has to notice that it should end. */
  private static final long GRACE_SECONDS = 1;

  private final ThreadPoolExecutor executor;

  public WorkerPool(JobLimits limits) {
    AtomicInteger count = new AtomicInteger();
    this.executor =
        new ThreadPoolExecutor(
            limits.workers(),
            limits.workers(),
            0,
            TimeUnit.SECONDS,
            queue(limits.queue()),
            work -> new Thread(work, "worker-" + count.incrementAndGet())) {
          @Override
          protected void beforeExecute(Thread thread, Runnable job) {
            notifyPositions();
          }
        };
  }

  /**
   * Submits a job: a worker takes it at once, or it waits in the queue.
   *
   * @return false when the queue is full, or the pool is closed
   */
  public boolean submit(Job job) {
    try {
      executor.execute(job);
      return true;
    } catch (RejectedExecutionException e) {
      return false;
    }
  }

  /** Removes a job from the queue; does nothing when it is not waiting. */
  public void withdraw(Job job) {
    if (executor.remove(job)) {
      notifyPositions();
    }
  }

  public int active() {
    return executor.getActiveCount();
  }

  public int waiting() {
    return executor.getQueue().size();
  }

  /** Interrupts running jobs and drops waiting ones. */
  @Override
  public void close() {
    executor.shutdownNow();
    try {
      executor.awaitTermination(GRACE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Tells each waiting job its position, once per change of the queue, so that reading a position
   * costs nothing.
   */
  private void notifyPositions() {
    int position = 1;
    for (Runnable waiting : executor.getQueue()) {
      ((Job) waiting).onPositionChanged(position++);
    }
  }

  private static BlockingQueue<Runnable> queue(int capacity) {
    return capacity == 0 ? new SynchronousQueue<>() : new LinkedBlockingQueue<>(capacity);
  }
}
