package dev.dalleserver;

import dev.dalleserver.progress.Ticker;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Time that stands still until a test moves it. Both of its clocks move together, unless the wall
 * clock is made to jump.
 */
public final class MovingTime implements InstantSource {
  /** When it begins: 2026-03-01T12:00:00Z. */
  public static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

  private static final long FIRST_NANOS = 5_000_000_000L;

  private final AtomicLong nanos = new AtomicLong(FIRST_NANOS);
  private final AtomicLong jumped = new AtomicLong();

  /** Both clocks. */
  public Ticker ticker() {
    return new Ticker(clock(), this::nanos);
  }

  /** The time of day. */
  public Clock clock() {
    return withZone(ZoneOffset.UTC);
  }

  @Override
  public Instant instant() {
    return START.plusNanos(nanos.get() - FIRST_NANOS + jumped.get());
  }

  /** The monotonic clock in nanoseconds; its zero means nothing. */
  public long nanos() {
    return nanos.get();
  }

  /** Time goes by. */
  public void pass(Duration duration) {
    nanos.addAndGet(duration.toNanos());
  }

  /** So many milliseconds go by. */
  public void passMillis(long millis) {
    pass(Duration.ofMillis(millis));
  }

  /** The time of day is set, forwards or back; no time goes by. */
  public void jump(Duration duration) {
    jumped.addAndGet(duration.toNanos());
  }
}
