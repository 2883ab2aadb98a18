package dev.dalleserver.resilience;

import dev.dalleserver.jobs.Cancellation;
import dev.dalleserver.jobs.CancelledException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The wait between two attempts. */
@FunctionalInterface
public interface Sleeper {
  /** Waits in real time, and ends early when the run is cancelled or its thread interrupted. */
  Sleeper REAL =
      (duration, cancellation) -> {
        CountDownLatch stopped = new CountDownLatch(1);
        Cancellation.Registration hook = cancellation.onRequest(stopped::countDown);
        try {
          if (!stopped.await(duration.toNanos(), TimeUnit.NANOSECONDS)) {
            return;
          }
        } catch (InterruptedException interrupted) {
          Thread.currentThread().interrupt();
          throw new CancelledException(cancellation.reason().orElse(Cancellation.Reason.SHUTDOWN));
        } finally {
          hook.close();
        }
        cancellation.check();
      };

  /**
   * Waits for {@code duration}.
   *
   * @throws CancelledException when the run should end instead
   */
  void await(Duration duration, Cancellation cancellation) throws CancelledException;
}
