package dev.dalleserver.health;

import dev.dalleserver.text.PlainReason;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A health check and its last result.
 *
 * <p>The caller that finds the result outdated runs the check; callers that arrive meanwhile get
 * the old result. So a disk that hangs blocks one thread, and the other callers report that it
 * hangs.
 */
final class Component {
  /** A check only takes this long when it hangs. */
  private static final Duration CHECK_TIMEOUT = Duration.ofSeconds(5);

  private static final Logger LOG = LoggerFactory.getLogger(Component.class);

  /** A result with the time of its check on the monotonic clock. */
  private record CheckResult(ComponentHealth health, long atNanos) {}

  private final HealthCheck check;
  private final Clock clock;
  private final LongSupplier nanos;
  private final AtomicBoolean checking = new AtomicBoolean();

  /** When the running check began; meaningless while no check is running. */
  private volatile long startNanos;

  private volatile CheckResult lastResult;

  Component(HealthCheck check, Clock clock, LongSupplier nanos) {
    this.check = check;
    this.clock = clock;
    this.nanos = nanos;
    this.lastResult = runCheck();
  }

  String name() {
    return check.name();
  }

  ComponentHealth health() {
    CheckResult previous = lastResult;
    if (isFresh(previous)) {
      return previous.health();
    }
    if (!checking.compareAndSet(false, true)) {
      return healthWhileChecking(previous);
    }
    try {
      lastResult = runCheck();
      return lastResult.health();
    } finally {
      checking.set(false);
    }
  }

  private boolean isFresh(CheckResult look) {
    // Never true for a validity of zero: checks that cost nothing run each time.
    return nanos.getAsLong() - look.atNanos() < check.validFor().toNanos();
  }

  private CheckResult runCheck() {
    long start = nanos.getAsLong();
    startNanos = start;
    Finding finding = examine();
    long end = nanos.getAsLong();
    ComponentHealth health =
        new ComponentHealth(
            check.name(),
            finding.status(),
            finding.message(),
            (end - start) / 1000 / 1000.0,
            clock.instant(),
            finding.details());
    return new CheckResult(health, end);
  }

  private Finding examine() {
    try {
      return check.examine();
    } catch (RuntimeException e) {
      LOG.debug("component={} event=check_failed", check.name(), e);
      return Finding.unhealthy("the check failed: " + PlainReason.of(e));
    }
  }

  private ComponentHealth healthWhileChecking(CheckResult previous) {
    long elapsed = nanos.getAsLong() - startNanos;
    if (elapsed < CHECK_TIMEOUT.toNanos()) {
      return previous.health();
    }
    ComponentHealth previousHealth = previous.health();
    return new ComponentHealth(
        previousHealth.name(),
        HealthStatus.UNHEALTHY,
        "has not answered for " + Duration.ofNanos(elapsed).toSeconds() + " s",
        elapsed / 1000 / 1000.0,
        previousHealth.lastChecked(),
        previousHealth.details());
  }
}
