package dev.dalleserver.drafts;

import dev.dalleserver.jobs.Cancellation;
import dev.dalleserver.jobs.CancelledException;
import dev.dalleserver.tasks.BoundedWorkers;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;

/**
 * A few threads with a short queue. Work that is cancelled while it waits gives its place away at
 * once.
 */
final class DraftWorkers implements AutoCloseable {
  /** What four editors ask for at once, eight pictures and a check each. */
  private static final int MAX_WAITING = 36;

  private final ThreadPoolExecutor threads;

  DraftWorkers(int workers, int maxWaiting) {
    this.threads = BoundedWorkers.create("drafts", workers, maxWaiting);
  }

  /** Creates threads for half of the processors, and at least one. */
  static DraftWorkers ofThisMachine() {
    return new DraftWorkers(
        Math.max(1, Runtime.getRuntime().availableProcessors() / 2), MAX_WAITING);
  }

  /**
   * Does some work as soon as a thread is free.
   *
   * @return a future that fails as the work does, or with a {@link CancelledException}
   * @throws RejectedExecutionException when too much work waits already
   */
  <T> CompletableFuture<T> submit(Cancellation cancellation, Callable<T> work) {
    CompletableFuture<T> result = new CompletableFuture<>();
    Runnable task = () -> complete(result, cancellation, work);
    threads.execute(task);
    Cancellation.Registration removal =
        cancellation.onRequest(() -> drop(task, cancellation, result));
    result.whenComplete((value, failure) -> removal.close());
    return result;
  }

  private <T> void drop(Runnable task, Cancellation cancellation, CompletableFuture<T> result) {
    if (threads.remove(task)) {
      complete(
          result,
          cancellation,
          () -> {
            throw new IllegalStateException("dropped without a cancellation");
          });
    }
  }

  private static <T> void complete(
      CompletableFuture<T> result, Cancellation cancellation, Callable<T> work) {
    try {
      cancellation.check();
      result.complete(work.call());
    } catch (Exception e) {
      result.completeExceptionally(e);
    } finally {
      // After an Error, such as OutOfMemoryError: else the client would wait without end.
      if (!result.isDone()) {
        result.completeExceptionally(new IllegalStateException("the work ended unexpectedly"));
      }
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
