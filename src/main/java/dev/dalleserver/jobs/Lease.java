package dev.dalleserver.jobs;

/**
 * The right to work on a job, for a time.
 *
 * @param fence rises with each claim, so that an old lease can be told from the present one
 */
public record Lease<K, J>(K key, J job, long fence) {}
