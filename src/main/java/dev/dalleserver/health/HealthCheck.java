package dev.dalleserver.health;

import java.time.Duration;

/** Checks one component. */
public interface HealthCheck {
  /** Returns the component's name in JSON, metrics and logs. */
  String name();

  /** Returns how long a finding is valid; zero for checks that cost nothing. */
  default Duration validFor() {
    return Duration.ZERO;
  }

  /** Runs the check; may block, and is never called twice at the same time. */
  Finding examine();
}
