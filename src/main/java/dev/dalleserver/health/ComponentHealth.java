package dev.dalleserver.health;

import java.time.Instant;
import java.util.Map;

/**
 * How one component was when it was last looked at.
 *
 * @param durationMs how long looking took
 * @param lastChecked when it was looked at
 */
public record ComponentHealth(
    String name,
    HealthStatus status,
    String message,
    double durationMs,
    Instant lastChecked,
    Map<String, Object> details) {}
