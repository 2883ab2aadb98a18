package dev.dalleserver.health;

import java.time.Duration;

/** Looks after one component. */
public interface HealthCheck {
  /** The component's name in JSON, metrics and logs. */
  String name();

  /** How long a finding is good for; zero for checks that cost nothing. */
  default Duration goodFor() {
    return Duration.ZERO;
  }

  /** Looks now; may block, and is never called twice at the same time. */
  Finding examine();
}
