package dev.dalleserver.jobs;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** A signal on which one thread waits for changes that other threads make. */
public final class ChangeSignal {
  /** The number of changes. Guarded by this. */
  private long changes;

  /** Wakes the waiting threads, so that they test their conditions again. */
  public synchronized void signal() {
    changes++;
    notifyAll();
  }

  /**
   * Waits until {@code condition} holds, {@code timeout} has passed, or the thread is interrupted.
   */
  public void await(BooleanSupplier condition, Duration timeout) {
    long deadline = System.nanoTime() + timeout.toNanos();
    try {
      long seen = changes();
      // Tested without the lock: a thread that signals a change may hold a lock that the condition
      // needs.
      while (!condition.getAsBoolean()) {
        if (!awaitChange(deadline, seen)) {
          return;
        }
        seen = changes();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized long changes() {
    return changes;
  }

  private synchronized boolean awaitChange(long deadline, long seen) throws InterruptedException {
    while (changes == seen) {
      long millis = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      if (millis <= 0) {
        return false;
      }
      wait(millis);
    }
    return true;
  }
}
