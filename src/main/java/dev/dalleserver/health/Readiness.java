package dev.dalleserver.health;

/**
 * The readiness of the server for new work.
 *
 * @param reason why not; empty when ready
 */
public record Readiness(boolean ready, String reason) {}
