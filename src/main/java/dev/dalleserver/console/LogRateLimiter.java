package dev.dalleserver.console;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/**
 * A limiter that keeps repeated messages from flooding the log: it admits a number of lines in a
 * window; the rest is counted and reported with the first line of a later window.
 *
 * <p>Thread-safe; guarded by {@code this}, held for a few instructions.
 */
public final class LogRateLimiter {
  private final int lines;
  private final long windowNanos;
  private final LongSupplier nanos;

  private long windowStart;
  private int written;
  private long suppressed;

  /**
   * @param lines how many may be written a window, at least 1
   * @param nanos a monotonic clock in nanoseconds
   */
  public LogRateLimiter(int lines, Duration window, LongSupplier nanos) {
    this.lines = lines;
    this.windowNanos = window.toNanos();
    this.nanos = nanos;
    this.windowStart = nanos.getAsLong();
  }

  /** Creates a limiter that suits warnings: five lines in ten seconds. */
  public static LogRateLimiter forWarnings() {
    return new LogRateLimiter(5, Duration.ofSeconds(10), System::nanoTime);
  }

  /**
   * Decides whether a line may be written.
   *
   * @return how many lines were suppressed since the last one that was written; empty when this one
   *     is to be suppressed too
   */
  public synchronized OptionalLong admit() {
    long now = nanos.getAsLong();
    if (now - windowStart >= windowNanos) {
      windowStart = now;
      written = 0;
    }
    if (written >= lines) {
      suppressed++;
      return OptionalLong.empty();
    }
    written++;
    long before = suppressed;
    suppressed = 0;
    return OptionalLong.of(before);
  }
}
