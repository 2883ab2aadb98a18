package dev.dalleserver.painting.image;

import dev.dalleserver.jobs.Cancellation;
import dev.dalleserver.jobs.CancelledException;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * Permits that are granted strictly in the order of asking, to work that may be cancelled. A
 * waiting caller keeps its place in the queue while it checks its deadline; a timed {@code
 * tryAcquire} of the JDK's fair locks loses the place each time. Thread-safe.
 */
final class FairPermits {
  /** How often a waiting caller checks its deadline, which wakes no thread; a cancellation does. */
  private static final long POLL_MILLIS = 50;

  private final Queue<Object> waiting = new ArrayDeque<>();
  private int free;

  /**
   * @param permits how many can be held at the same time, at least 1
   */
  FairPermits(int permits) {
    this.free = permits;
  }

  /**
   * Takes a permit as soon as it is the caller's turn.
   *
   * @throws CancelledException when the work is cancelled, or reaches its deadline, first
   * @throws InterruptedException when the thread is interrupted first
   */
  void acquire(Cancellation cancellation) throws InterruptedException, CancelledException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    Object ticket = enqueue();
    boolean taken = false;
    try (Cancellation.Registration waking = cancellation.onRequest(this::wake)) {
      taken = tryTake(ticket, 0);
      while (!taken) {
        // Outside the monitor: this runs cancellation hooks, and one of them takes the monitor.
        cancellation.check();
        taken = tryTake(ticket, POLL_MILLIS);
      }
    } finally {
      if (!taken) {
        dequeue(ticket);
      }
    }
  }

  synchronized void release() {
    free++;
    notifyAll();
  }

  private synchronized Object enqueue() {
    Object ticket = new Object();
    waiting.add(ticket);
    return ticket;
  }

  private synchronized void dequeue(Object ticket) {
    waiting.remove(ticket);
    notifyAll();
  }

  private synchronized void wake() {
    notifyAll();
  }

  /** Takes a permit when it is the ticket's turn, at once or after one wait. */
  private synchronized boolean tryTake(Object ticket, long waitMillis) throws InterruptedException {
    if (waitMillis > 0 && !isNext(ticket)) {
      wait(waitMillis);
    }
    if (!isNext(ticket)) {
      return false;
    }
    waiting.remove();
    free--;
    notifyAll();
    return true;
  }

  private boolean isNext(Object ticket) {
    return free > 0 && waiting.peek() == ticket;
  }
}
