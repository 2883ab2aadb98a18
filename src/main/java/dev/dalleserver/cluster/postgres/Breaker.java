package dev.dalleserver.cluster.postgres;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Refuses calls for a while after the database did not answer, so that threads do not queue up at
 * what hangs. After the pause one call at a time tries; its success lets all through again.
 */
final class Breaker {
  private static final long CLOSED = Long.MIN_VALUE;

  private final LongSupplier nanos;
  private final long pauseNanos;
  private final long trialNanos;

  /** When the next call may try; {@link #CLOSED} while all may. */
  private final AtomicLong nextTry = new AtomicLong(CLOSED);

  /**
   * @param nanos a monotonic clock
   * @param pause after a failure
   * @param longestCall after which a call that tries is taken for lost
   */
  Breaker(LongSupplier nanos, Duration pause, Duration longestCall) {
    this.nanos = nanos;
    this.pauseNanos = pause.toNanos();
    this.trialNanos = longestCall.toNanos();
  }

  /** Returns true when the calling thread may call; it must report the result. */
  boolean allows() {
    long next = nextTry.get();
    if (next == CLOSED) {
      return true;
    }
    long now = nanos.getAsLong();
    return now - next >= 0 && nextTry.compareAndSet(next, notClosed(now + trialNanos));
  }

  void succeeded() {
    if (nextTry.get() != CLOSED) {
      nextTry.set(CLOSED);
    }
  }

  void failed() {
    nextTry.set(notClosed(nanos.getAsLong() + pauseNanos));
  }

  boolean isOpen() {
    return nextTry.get() != CLOSED;
  }

  private static long notClosed(long time) {
    return time == CLOSED ? time + 1 : time;
  }
}
