package dev.dalleserver.health;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** How well something is, from best to worst. */
public enum HealthStatus {
  /** Works. */
  HEALTHY,
  /** Works, but not all of it or not for long. */
  DEGRADED,
  /** Does not work. */
  UNHEALTHY;

  /** The word in JSON, metrics and logs. */
  @JsonValue
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The worse of two. */
  HealthStatus or(HealthStatus other) {
    return compareTo(other) >= 0 ? this : other;
  }
}
