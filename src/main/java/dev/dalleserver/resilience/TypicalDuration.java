package dev.dalleserver.resilience;

/** An exponential average of durations. */
final class TypicalDuration {
  private static final double WEIGHT = 0.2;

  // Guarded by this.
  private long averageNanos;

  synchronized void record(long nanos) {
    averageNanos =
        averageNanos == 0 ? nanos : averageNanos + (long) (WEIGHT * (nanos - averageNanos));
  }

  /** Returns the average in nanoseconds, 0 while nothing was recorded. */
  synchronized long typicalNanos() {
    return averageNanos;
  }
}
