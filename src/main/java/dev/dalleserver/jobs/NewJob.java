package dev.dalleserver.jobs;

import java.util.Optional;
import java.util.function.Supplier;

/**
 * A request for a job.
 *
 * @param key what the job is about: a request for a key with an active job joins that job
 * @param idempotencyKey the client's name for this request: repeating it finds the first job
 * @param content what two requests with one idempotency key must have in common, by {@code equals}
 * @param seen what the caller saw before it looked for stored results; when a job of the key has
 *     ended since then, it may have left results, and none is submitted
 * @param waits whether the job may wait for a slot; see {@link Capacity#waiting}
 * @param job creates the job; called at most once, and must be quick
 */
public record NewJob<K, J>(
    K key,
    Optional<String> idempotencyKey,
    Object content,
    Optional<Seen<J>> seen,
    boolean waits,
    Supplier<J> job) {
  /** Creates a request for a job that does not wait for a slot. */
  public NewJob(
      K key,
      Optional<String> idempotencyKey,
      Object content,
      Optional<Seen<J>> seen,
      Supplier<J> job) {
    this(key, idempotencyKey, content, seen, false, job);
  }
}
