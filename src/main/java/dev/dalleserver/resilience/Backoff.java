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

  private final DoubleSupplier random;

  /**
   * @param random numbers from 0 to below 1
   */
  Backoff(DoubleSupplier random) {
    this.random = random;
  }

  /**
   * @param retry which retry this is, from 0
   */
  Duration delay(int retry) {
    long limit = Math.min(MAX_MILLIS, FIRST_MILLIS << Math.min(retry, 10));
    return Duration.ofMillis((long) (limit * random.getAsDouble()));
  }
}
