package dev.dalleserver.batches;

import dev.dalleserver.jobs.Cancellation;
import dev.dalleserver.jobs.CancelledException;
import dev.dalleserver.jobs.CurrentLease;
import dev.dalleserver.jobs.JobException;
import dev.dalleserver.tasks.FatalErrors;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Makes the pictures of a batch on the thread of the batch, and on as many further threads as are
 * free of those that all batches share. So each batch goes on, however many others there are.
 */
final class SideBySide {
  private final Semaphore helpers;

  /**
   * @param helpers how many threads all batches share, beside their own
   */
  SideBySide(int helpers) {
    this.helpers = new Semaphore(helpers);
  }

  /** Makes one picture. */
  @FunctionalInterface
  interface Work {
    void run(int number) throws JobException, CancelledException, IOException;
  }

  /**
   * Works on all numbers, in their order, and returns when each is done. After a failure no other
   * one is begun; those under way are finished, since they may be paid for.
   *
   * @param shared whether further threads may be used
   * @throws JobException and the others: the first failure, on whichever thread
   */
  void run(List<Integer> numbers, boolean shared, Work work, Cancellation cancellation)
      throws JobException, CancelledException, IOException {
    Run run = new Run(numbers, work, cancellation);
    List<Thread> threads = new ArrayList<>();
    try {
      while (shared && threads.size() < numbers.size() - 1 && helpers.tryAcquire()) {
        threads.add(start(run));
      }
      run.workOnAll();
    } finally {
      await(threads);
    }
    run.throwFailure();
  }

  /** Starts a thread that has a permit, and returns it at its end. */
  private Thread start(Run run) {
    boolean started = false;
    try {
      OptionalLong fence = CurrentLease.fence();
      Thread thread =
          new Thread(
              () -> {
                try {
                  run.help(fence);
                } finally {
                  helpers.release();
                }
              },
              "batch-helper");
      // A call that never returns must not keep the process alive.
      thread.setDaemon(true);
      thread.start();
      started = true;
      return thread;
    } finally {
      if (!started) {
        helpers.release();
      }
    }
  }

  /** Waits also when it is interrupted: the threads are interrupted by the same request. */
  private static void await(List<Thread> threads) {
    boolean interrupted = false;
    for (Thread thread : threads) {
      while (thread.isAlive()) {
        try {
          thread.join();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** The work on one batch. */
  private static final class Run {
    private final Queue<Integer> numbers;
    private final Work work;
    private final Cancellation cancellation;
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    Run(List<Integer> numbers, Work work, Cancellation cancellation) {
      this.numbers = new ConcurrentLinkedQueue<>(numbers);
      this.work = work;
      this.cancellation = cancellation;
    }

    /** Works on a thread that is not the batch's own: by the same lease, and until its end. */
    void help(OptionalLong fence) {
      Runnable interrupt = Thread.currentThread()::interrupt;
      try (Cancellation.Registration interrupting = cancellation.onRequest(interrupt)) {
        if (fence.isPresent()) {
          try (CurrentLease.Scope scope = CurrentLease.enter(fence.getAsLong())) {
            workOnAll();
          }
        } else {
          workOnAll();
        }
      }
    }

    // An Error too ends the batch, on the thread that waits for this one.
    void workOnAll() {
      try {
        for (Integer n = next(); n != null; n = next()) {
          work.run(n);
        }
      } catch (Throwable e) {
        failure.compareAndSet(null, e);
        FatalErrors.escalate(e);
      }
    }

    private @Nullable Integer next() {
      return failure.get() == null ? numbers.poll() : null;
    }

    void throwFailure() throws JobException, CancelledException, IOException {
      @Nullable Throwable first = failure.get();
      if (first instanceof JobException e) {
        throw e;
      }
      if (first instanceof CancelledException e) {
        throw e;
      }
      if (first instanceof IOException e) {
        throw e;
      }
      if (first instanceof RuntimeException e) {
        throw e;
      }
      if (first instanceof Error e) {
        throw e;
      }
      if (first != null) {
        throw new IllegalStateException("no work declares this exception", first);
      }
    }
  }
}
