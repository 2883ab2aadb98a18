package dev.dalleserver.health;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * The health of the server.
 *
 * @param status the worst status of all components
 * @param components by name, in a fixed order
 * @param system facts about the process and the machine
 */
public record HealthReport(
    HealthStatus status,
    Instant timestamp,
    String version,
    long uptimeSeconds,
    Map<String, ComponentHealth> components,
    Map<String, Object> system) {
  /** Returns the first component that is unhealthy, if there is one. */
  public Optional<ComponentHealth> firstUnhealthy() {
    return components.values().stream()
        .filter(component -> component.status() == HealthStatus.UNHEALTHY)
        .findFirst();
  }
}
