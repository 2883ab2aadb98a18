package dev.dalleserver.tasks;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * A few daemon threads with a short queue, for work that clients wait for. Threads end when there
 * is nothing to do for a while.
 */
public final class BoundedWorkers {
  private static final int KEEP_ALIVE_SECONDS = 10;

  private BoundedWorkers() {}

  /**
   * Creates the threads.
   *
   * @param name of each thread
   * @param maxWaiting how much work may wait; what comes beyond is rejected
   */
  public static ThreadPoolExecutor create(String name, int workers, int maxWaiting) {
    ThreadPoolExecutor threads =
        new ThreadPoolExecutor(
            workers,
            workers,
            KEEP_ALIVE_SECONDS,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(maxWaiting),
            work -> {
              Thread thread = new Thread(work, name);
              thread.setDaemon(true);
              return thread;
            });
    threads.allowCoreThreadTimeOut(true);
    return threads;
  }
}
