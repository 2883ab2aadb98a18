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
 * Runs all checks, and logs changes. Has no thread: the owner calls {@link #logChanges}
 * periodically to have changes logged.
 */
public final class HealthMonitor {
  private static final Logger LOG = LoggerFactory.getLogger(HealthMonitor.class);

  /** The components, in the order in which they are shown. */
  private final List<Component> components = new ArrayList<>();

  private final String version;
  private final Clock clock;
  private final LongSupplier nanos;
  private final long startedNanos;
  private final BooleanSupplier shuttingDown;

  /** The status that was logged last, by component. Guarded by itself. */
  private final Map<String, HealthStatus> loggedStatuses = new LinkedHashMap<>();

  /**
   * Creates the monitor and runs every check once.
   *
   * @param nanos a monotonic clock in nanoseconds
   * @param shuttingDown whether the server refuses new work because it is stopping
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

  /** Returns the health of all components; findings may be as old as their checks allow. */
  public HealthReport report() {
    Map<String, ComponentHealth> results = new LinkedHashMap<>();
    HealthStatus worst = HealthStatus.HEALTHY;
    for (Component component : components) {
      ComponentHealth health = component.health();
      results.put(health.name(), health);
      worst = worst.worseOf(health.status());
    }
    return new HealthReport(
        worst,
        clock.instant(),
        version,
        uptimeSeconds(),
        Collections.unmodifiableMap(results),
        SystemFacts.now());
  }

  /** Returns the names of the components, in the order in which they are shown. */
  public List<String> components() {
    return components.stream().map(Component::name).toList();
  }

  /** Returns the health of a component as a number: 0 healthy, 1 degraded, 2 unhealthy. */
  public int level(String name) {
    return components.stream()
        .filter(component -> component.name().equals(name))
        .mapToInt(component -> component.health().status().ordinal())
        .findFirst()
        .orElseThrow();
  }

  /**
   * Returns whether the server accepts new work: no component is unhealthy, and it is not stopping.
   */
  public Readiness readiness() {
    if (shuttingDown.getAsBoolean()) {
      return new Readiness(false, "the server is shutting down");
    }
    Optional<ComponentHealth> unhealthy = report().firstUnhealthy();
    return unhealthy
        .map(component -> new Readiness(false, component.name() + ": " + component.message()))
        .orElseGet(() -> new Readiness(true, ""));
  }

  /** Returns the whole seconds since the monitor was created. */
  public long uptimeSeconds() {
    return TimeUnit.NANOSECONDS.toSeconds(nanos.getAsLong() - startedNanos);
  }

  /** Runs the checks, and logs every component whose status has changed. */
  public void logChanges() {
    if (shuttingDown.getAsBoolean()) {
      // The server refuses new work on purpose now, so changes are not worth a warning.
      return;
    }
    for (ComponentHealth health : report().components().values()) {
      HealthStatus previous;
      synchronized (loggedStatuses) {
        previous = loggedStatuses.put(health.name(), health.status());
      }
      if (previous != health.status()
          && (previous != null || health.status() != HealthStatus.HEALTHY)) {
        logChange(health, previous == null ? HealthStatus.HEALTHY : previous);
      }
    }
  }

  private static void logChange(ComponentHealth health, HealthStatus previous) {
    String line = "health component={} status={} was={} message=\"{}\"";
    Object[] values = {health.name(), health.status().text(), previous.text(), health.message()};
    if (health.status() == HealthStatus.HEALTHY) {
      LOG.info(line, values);
    } else {
      LOG.warn(line, values);
    }
  }
}
