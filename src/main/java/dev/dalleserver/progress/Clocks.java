package dev.dalleserver.progress;

import java.time.Clock;
import java.time.Instant;
import java.util.function.LongSupplier;

/**
 * The two clocks that progress needs: one for the time of day, one to measure durations. Durations
 * never come from the wall clock, which may jump.
 *
 * @param wall the time of day
 * @param nanos a monotonic clock in nanoseconds
 */
public record Clocks(Clock wall, LongSupplier nanos) {
  public static final Clocks SYSTEM = new Clocks(Clock.systemUTC(), System::nanoTime);

  /** Returns the nanoseconds since the Unix epoch. */
  long unixNanos() {
    Instant now = wall.instant();
    return now.getEpochSecond() * 1_000_000_000L + now.getNano();
  }
}
