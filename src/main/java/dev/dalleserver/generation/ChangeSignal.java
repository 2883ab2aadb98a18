package dev.dalleserver.generation;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Where one thread waits for the work of others to come in. */
public final class ChangeSignal {
  /** Counts what has changed. Guarded by this. */
  private long changes;

  /** Tells those who wait to look again. */
  public synchronized void changed() {
    changes++;
    notifyAll();
  }

  /** Returns when {@code in} says so, after {@code longest}, or when interrupted. */
  public void await(BooleanSupplier in, Duration longest) {
    long deadline = System.nanoTime() + longest.toNanos();
    try {
      long seen = changes();
      // Asked without the lock: whoever tells of a change may hold what is looked at.
      while (!in.getAsBoolean()) {
        if (!changesBefore(deadline, seen)) {
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

  private synchronized boolean changesBefore(long deadline, long seen) throws InterruptedException {
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
