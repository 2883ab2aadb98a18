package dev.dalleserver.health;

import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks all checks, and says in the log when something changes. Does nothing by itself: whoever
 * wants changes in the log calls {@link #watch} now and then.
 */
public final class HealthMonitor {
  private static final Logger LOG = LoggerFactory.getLogger(HealthMonitor.class);

  /** What is asked, in the order in which it is shown. */
  private final List<Component> components = new ArrayList<>();

  private final String version;
  private final Clock clock;
  private final LongSupplier nanos;
  private final long startedNanos;
  private final BooleanSupplier shuttingDown;

  /** What the log said last, by component. Guarded by itself. */
  private final Map<String, HealthStatus> said = new LinkedHashMap<>();

  /**
   * Looks at everything once.
   *
   * @param nanos a monotonic clock in nanoseconds
   * @param shuttingDown whether new work is refused for good
   */
  public HealthMonitor(
      List<HealthCheck> checks,
      String version,
      Clock clock,
      LongSupplier nanos,
      BooleanSupplier shuttingDown) {
    this.version = version;
    this.clock = clock;
    this.nanos = nanos;
    this.startedNanos = nanos.getAsLong();
    this.shuttingDown = shuttingDown;
    checks.forEach(check -> components.add(new Component(check, clock, nanos)));
  }

  /** How everything is now; findings may be as old as their checks allow. */
  public HealthReport report() {
    Map<String, ComponentHealth> found = new LinkedHashMap<>();
    HealthStatus worst = HealthStatus.HEALTHY;
    for (Component component : components) {
      ComponentHealth health = component.health();
      found.put(health.name(), health);
      worst = worst.or(health.status());
    }
    return new HealthReport(
        worst,
        clock.instant(),
        version,
        uptimeSeconds(),
        Collections.unmodifiableMap(found),
        SystemFacts.now());
  }

  /** The names of what is looked after, in the order in which it is shown. */
  public List<String> components() {
    return components.stream().map(Component::name).toList();
  }

  /** How a component is, as a number: 0 healthy, 1 degraded, 2 unhealthy. */
  public int level(String name) {
    return components.stream()
        .filter(component -> component.name().equals(name))
        .mapToInt(component -> component.health().status().ordinal())
        .findFirst()
        .orElseThrow();
  }

  /** Whether new work is welcome: nothing is broken, and the server is not about to stop. */
  public Readiness readiness() {
    if (shuttingDown.getAsBoolean()) {
      return new Readiness(false, "the server is shutting down");
    }
    Optional<ComponentHealth> broken = report().broken();
    return broken
        .map(component -> new Readiness(false, component.name() + ": " + component.message()))
        .orElseGet(() -> new Readiness(true, ""));
  }

  /** Whole seconds since this was made. */
  public long uptimeSeconds() {
    return TimeUnit.NANOSECONDS.toSeconds(nanos.getAsLong() - startedNanos);
  }

  /** Looks, and writes a line for every component that is not as it was. */
  public void watch() {
    if (shuttingDown.getAsBoolean()) {
      // What is refused now is refused on purpose.
      return;
    }
    for (ComponentHealth health : report().components().values()) {
      HealthStatus before;
      synchronized (said) {
        before = said.put(health.name(), health.status());
      }
      if (before != health.status()
          && (before != null || health.status() != HealthStatus.HEALTHY)) {
        say(health, before == null ? HealthStatus.HEALTHY : before);
      }
    }
  }

  private static void say(ComponentHealth health, HealthStatus before) {
    String line = "health component={} status={} was={} message=\"{}\"";
    Object[] values = {health.name(), health.status().text(), before.text(), health.message()};
    if (health.status() == HealthStatus.HEALTHY) {
      LOG.info(line, values);
    } else {
      LOG.warn(line, values);
    }
  }
}
