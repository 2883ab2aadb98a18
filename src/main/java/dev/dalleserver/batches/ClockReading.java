package dev.dalleserver.batches;

import dev.dalleserver.progress.Clocks;

/**
 * When something was, on both clocks: one to show, one to reckon with.
 *
 * @param unixMillis the time of day
 * @param nanos the monotonic clock
 */
public record ClockReading(long unixMillis, long nanos) {
  static ClockReading now(Clocks ticker) {
    return new ClockReading(ticker.wall().millis(), ticker.nanos().getAsLong());
  }

  /** Nanoseconds from here to {@code nowNanos}, never below 0. */
  long nanosUntil(long nowNanos) {
    return Math.max(0, nowNanos - nanos);
  }
}
