package dev.dalleserver.resilience;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * The delays between attempts: exponential with full jitter, that is, evenly distributed between 0
 * and the limit ("Exponential Backoff And Jitter", AWS Architecture Blog, 2015).
 */
final class Backoff {
  private static final long FIRST_MILLIS = 500;
  private static final long MAX_MILLIS = 8_000;
  private static final long MAX_RATE_LIMIT_MILLIS = 60_000;

  private final long maxMillis;
  private final double fixedShare;
  private final DoubleSupplier random;

  /**
   * @param random numbers from 0 to below 1
   */
  Backoff(DoubleSupplier random) {
    this(MAX_MILLIS, 0, random);
  }

  private Backoff(long maxMillis, double fixedShare, DoubleSupplier random) {
    this.maxMillis = maxMillis;
    this.fixedShare = fixedShare;
    this.random = random;
  }

  /**
   * Returns delays up to the minute in which most providers count. Half of each is fixed: the one
   * line that waits has no neighbours to spread, and must not be let through at once.
   */
  static Backoff forRateLimits(DoubleSupplier random) {
    return new Backoff(MAX_RATE_LIMIT_MILLIS, 0.5, random);
  }

  /**
   * @param retry which retry this is, from 0
   */
  Duration delay(int retry) {
    long limit = Math.min(maxMillis, FIRST_MILLIS << Math.min(retry, 10));
    return Duration.ofMillis(
        (long) (limit * (fixedShare + (1 - fixedShare) * random.getAsDouble())));
  }
}
