package dev.dalleserver.health;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The result of a check.
 *
 * @param message one line for the operator, without secrets and absolute paths
 * @param details numbers and words for programs; keys in the order given
 */
public record Finding(HealthStatus status, String message, Map<String, Object> details) {
  public Finding {
    details = Collections.unmodifiableMap(new LinkedHashMap<>(details));
  }

  public static Finding healthy(String message) {
    return new Finding(HealthStatus.HEALTHY, message, Map.of());
  }

  public static Finding degraded(String message) {
    return new Finding(HealthStatus.DEGRADED, message, Map.of());
  }

  public static Finding unhealthy(String message) {
    return new Finding(HealthStatus.UNHEALTHY, message, Map.of());
  }

  /** Returns this finding with one more detail. */
  public Finding with(String key, Object value) {
    Map<String, Object> extended = new LinkedHashMap<>(details);
    extended.put(key, value);
    return new Finding(status, message, extended);
  }
}
