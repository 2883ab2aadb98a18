package dev.dalleserver.health;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** The status of a component or of the server, from best to worst. */
public enum HealthStatus {
  /** Works without limits. */
  HEALTHY,
  /** Works, but not fully or not for long. */
  DEGRADED,
  /** Does not work. */
  UNHEALTHY;

  /** Returns the word in JSON, metrics and logs. */
  @JsonValue
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns the worse of two statuses. */
  HealthStatus worseOf(HealthStatus other) {
    return compareTo(other) >= 0 ? this : other;
  }
}
