package dev.dalleserver.health;

/**
 * Whether new work is welcome.
 *
 * @param reason why not; empty when ready
 */
public record Readiness(boolean ready, String reason) {}
