package dev.dalleserver.cluster.postgres;

/**
 * One statement.
 *
 * @param name for metrics and logs, such as {@code job_claim}
 * @param text with a {@code ?} for each parameter
 */
public record Sql(String name, String text) {}
