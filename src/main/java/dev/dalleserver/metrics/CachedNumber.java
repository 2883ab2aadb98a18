package dev.dalleserver.metrics;

import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/**
 * Caches a number that is slow to read, such as the free space of a disk. The number is cached for
 * a second, so that many scrapers cost no more than one. Guarded by {@code this}.
 */
final class CachedNumber implements DoubleSupplier {
  private static final long CACHE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final DoubleSupplier source;
  private final LongSupplier nanos;
  private boolean cached;
  private double number;
  private long readNanos;

  /**
   * Creates the cache.
   *
   * @param nanos a monotonic clock in nanoseconds
   */
  CachedNumber(DoubleSupplier source, LongSupplier nanos) {
    this.source = source;
    this.nanos = nanos;
  }

  @Override
  public synchronized double getAsDouble() {
    long now = nanos.getAsLong();
    if (!cached || now - readNanos >= CACHE_NANOS) {
      number = source.getAsDouble();
      readNanos = now;
      cached = true;
    }
    return number;
  }
}
