package dev.dalleserver.cluster.transfer;

import java.io.IOException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A few threads that move files at once, since most of the time of each is spent waiting for a
 * store. After the first failure no more is begun. Used by one thread.
 */
final class TransferWorkers implements AutoCloseable {
  private static final int WORKERS = 6;

  /** Mebibytes that may be in memory: of each file the bytes, what is sent, and what came back. */
  private static final int ROOM = 192;

  private static final int COPIES = 3;

  private final ExecutorService threads = Executors.newFixedThreadPool(WORKERS);
  private final Semaphore places = new Semaphore(2 * WORKERS);
  private final Semaphore room = new Semaphore(ROOM);
  private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();

  /** Moves some files. */
  interface Work {
    void run() throws IOException;
  }

  /**
   * Has a thread do some work; waits while too much is under way.
   *
   * @param bytes of the largest file
   * @throws IOException when earlier work has failed
   */
  void run(long bytes, Work work) throws IOException {
    int needed = (int) Math.min(ROOM, 1 + COPIES * (bytes >> 20));
    rethrow();
    places.acquireUninterruptibly();
    room.acquireUninterruptibly(needed);
    threads.execute(
        () -> {
          try {
            if (failure.get() == null) {
              work.run();
            }
          } catch (IOException | RuntimeException e) {
            failure.compareAndSet(null, e);
          } finally {
            room.release(needed);
            places.release();
          }
        });
  }

  /** Waits until all is done. */
  void await() throws IOException {
    places.acquireUninterruptibly(2 * WORKERS);
    places.release(2 * WORKERS);
    rethrow();
  }

  private void rethrow() throws IOException {
    Exception e = failure.get();
    if (e instanceof IOException fault) {
      throw fault;
    }
    if (e instanceof RuntimeException fault) {
      throw fault;
    }
  }

  @Override
  public void close() {
    failure.compareAndSet(null, new IOException("closed"));
    places.acquireUninterruptibly(2 * WORKERS);
    threads.shutdown();
  }
}
