package dev.dalleserver.health;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * How the server is, all in all.
 *
 * @param status the worst of the components'
 * @param components by name, in a fixed order
 * @param system what the process runs on and uses
 */
public record HealthReport(
    HealthStatus status,
    Instant timestamp,
    String version,
    long uptimeSeconds,
    Map<String, ComponentHealth> components,
    Map<String, Object> system) {
  /** The first component that does not work, if there is one. */
  public Optional<ComponentHealth> broken() {
    return components.values().stream()
        .filter(component -> component.status() == HealthStatus.UNHEALTHY)
        .findFirst();
  }
}
