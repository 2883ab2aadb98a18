package dev.dalleserver;

import dev.dalleserver.progress.Ticker;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicLong;

/** Time that passes when a test says so: the wall and the monotonic clock together. */
public final class HandClock {
  public static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

  private final AtomicLong nanos = new AtomicLong();

  public void pass(Duration duration) {
    nanos.addAndGet(duration.toNanos());
  }

  public long nanos() {
    return nanos.get();
  }

  public Clock wall() {
    InstantSource source = () -> START.plusNanos(nanos.get());
    return source.withZone(ZoneOffset.UTC);
  }

  public Ticker ticker() {
    return new Ticker(wall(), this::nanos);
  }
}
