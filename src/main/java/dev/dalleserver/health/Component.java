package dev.dalleserver.health;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A check and what it found last.
 *
 * <p>Whoever asks when the finding is old looks anew; whoever asks meanwhile gets the old one. So a
 * disk that hangs holds up one thread, and the others tell that it hangs.
 */
final class Component {
  /** Looking never takes this long unless it hangs. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private static final Logger LOG = LoggerFactory.getLogger(Component.class);

  /** A finding, and when it was made by the monotonic clock. */
  private record Look(ComponentHealth health, long atNanos) {}

  private final HealthCheck check;
  private final Clock clock;
  private final LongSupplier nanos;
  private final AtomicBoolean looking = new AtomicBoolean();

  /** When the look under way began; means nothing while nobody is looking. */
  private volatile long beganNanos;

  private volatile Look last;

  Component(HealthCheck check, Clock clock, LongSupplier nanos) {
    this.check = check;
    this.clock = clock;
    this.nanos = nanos;
    this.last = look();
  }

  String name() {
    return check.name();
  }

  ComponentHealth health() {
    Look known = last;
    if (isFresh(known)) {
      return known.health();
    }
    if (!looking.compareAndSet(false, true)) {
      return whileSomebodyLooks(known);
    }
    try {
      last = look();
      return last.health();
    } finally {
      looking.set(false);
    }
  }

  private boolean isFresh(Look look) {
    // Zero is never fresh: what costs nothing is looked at each time.
    return nanos.getAsLong() - look.atNanos() < check.goodFor().toNanos();
  }

  private Look look() {
    long began = nanos.getAsLong();
    beganNanos = began;
    Finding finding = examine();
    long ended = nanos.getAsLong();
    ComponentHealth health =
        new ComponentHealth(
            check.name(),
            finding.status(),
            finding.message(),
            (ended - began) / 1000 / 1000.0,
            clock.instant(),
            finding.details());
    return new Look(health, ended);
  }

  private Finding examine() {
    try {
      return check.examine();
    } catch (RuntimeException e) {
      LOG.debug("component={} event=check_failed", check.name(), e);
      return Finding.unhealthy("the check itself failed: " + e.getClass().getSimpleName());
    }
  }

  private ComponentHealth whileSomebodyLooks(Look known) {
    long taken = nanos.getAsLong() - beganNanos;
    if (taken < PATIENCE.toNanos()) {
      return known.health();
    }
    ComponentHealth old = known.health();
    return new ComponentHealth(
        old.name(),
        HealthStatus.UNHEALTHY,
        "has not answered for " + Duration.ofNanos(taken).toSeconds() + " s",
        taken / 1000 / 1000.0,
        old.lastChecked(),
        old.details());
  }
}
