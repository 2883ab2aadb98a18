package dev.dalleserver.jobs;

import java.util.Optional;

/**
 * What a caller saw of a key at one moment.
 *
 * @param job the job of that key, active or ended
 * @param endings a number that has changed whenever a job of that key has ended since
 */
public record Seen<J>(Optional<J> job, long endings) {}
