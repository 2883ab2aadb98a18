package dev.dalleserver;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Threads that all do the same at the same moment, for tests of races. */
public final class Together implements AutoCloseable {
  private final int size;
  private final ExecutorService threads;

  /**
   * @param size how many threads
   */
  public Together(int size) {
    this.size = size;
    threads = Executors.newFixedThreadPool(size);
  }

  /** Has every thread do it, all from one moment on; gives what they got when all are done. */
  public <T> List<T> call(Callable<T> action) throws Exception {
    CyclicBarrier start = new CyclicBarrier(size);
    List<Future<T>> futures = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      futures.add(
          threads.submit(
              () -> {
                start.await();
                return action.call();
              }));
    }
    List<T> results = new ArrayList<>();
    for (Future<T> future : futures) {
      results.add(future.get());
    }
    return results;
  }

  /** Interrupts what still runs. */
  @Override
  public void close() {
    threads.shutdownNow();
  }
}
