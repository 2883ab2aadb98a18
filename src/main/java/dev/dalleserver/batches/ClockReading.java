package dev.dalleserver.batches;

import dev.dalleserver.progress.Clocks;

/**
 * A moment on both clocks: one to show, one to compute durations with.
 *
 * @param unixMillis the time of day, in Unix milliseconds
 * @param nanos the monotonic clock, in nanoseconds
 */
public record ClockReading(long unixMillis, long nanos) {
  static ClockReading now(Clocks clocks) {
    return new ClockReading(clocks.wall().millis(), clocks.nanos().getAsLong());
  }

  /** Returns the nanoseconds from this moment to {@code nowNanos}, never below 0. */
  long nanosUntil(long nowNanos) {
    return Math.max(0, nowNanos - nanos);
  }
}
