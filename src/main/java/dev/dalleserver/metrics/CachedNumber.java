package dev.dalleserver.metrics;

import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/**
 * A number that takes a moment to find out, such as what a disk has left. It is kept for a second,
 * so that many scrapers cost no more than one. Guarded by {@code this}.
 */
final class CachedNumber implements DoubleSupplier {
  private static final long KEPT_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final DoubleSupplier source;
  private final LongSupplier nanos;
  private boolean known;
  private double number;
  private long askedNanos;

  /**
   * @param nanos a monotonic clock in nanoseconds
   */
  CachedNumber(DoubleSupplier source, LongSupplier nanos) {
    this.source = source;
    this.nanos = nanos;
  }

  @Override
  public synchronized double getAsDouble() {
    long now = nanos.getAsLong();
    if (!known || now - askedNanos >= KEPT_NANOS) {
      number = source.getAsDouble();
      askedNanos = now;
      known = true;
    }
    return number;
  }
}
