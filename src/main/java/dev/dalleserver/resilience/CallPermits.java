package dev.dalleserver.resilience;

import dev.dalleserver.jobs.Cancellation;
import dev.dalleserver.jobs.CancelledException;

/** The permits for requests on the network at once. Waiting for a permit can be cancelled. */
final class CallPermits {
  private final int limit;
  // Guarded by this.
  private int taken;

  CallPermits(int limit) {
    this.limit = limit;
  }

  void acquire(Cancellation cancellation) throws CancelledException {
    // The hook is set up outside the lock: it takes the lock when it runs.
    Cancellation.Registration hook = cancellation.onRequest(this::wakeAll);
    try {
      await(cancellation);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new CancelledException(cancellation.reason().orElse(Cancellation.Reason.SHUTDOWN));
    } finally {
      hook.close();
    }
  }

  private synchronized void await(Cancellation cancellation)
      throws InterruptedException, CancelledException {
    while (taken >= limit) {
      cancellation.check();
      // Woken by a release, a cancellation, or the deadline of the run.
      wait(Math.max(1, Math.min(60_000, cancellation.remainingNanos() / 1_000_000)));
    }
    cancellation.check();
    taken++;
  }

  synchronized void release() {
    taken--;
    notifyAll();
  }

  private synchronized void wakeAll() {
    notifyAll();
  }

  synchronized int taken() {
    return taken;
  }
}
