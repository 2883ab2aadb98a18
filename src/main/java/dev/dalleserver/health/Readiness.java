package dev.dalleserver.health;

/**
 * Whether the server accepts new work.
 *
 * @param reason why not; empty when ready
 */
public record Readiness(boolean ready, String reason) {}
