package dev.dalleserver.health;

import java.time.Instant;
import java.util.Map;

/**
 * The health of one component at its last check.
 *
 * @param durationMs how long the check took
 * @param lastChecked when the check was made
 */
public record ComponentHealth(
    String name,
    HealthStatus status,
    String message,
    double durationMs,
    Instant lastChecked,
    Map<String, Object> details) {}
