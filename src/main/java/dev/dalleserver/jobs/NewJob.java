package dev.dalleserver.jobs;

import java.util.Optional;
import java.util.function.Consumer;

/**
 * A request for a job.
 *
 * @param key what the job is about: a request for a key with an active job joins that job
 * @param payload what is asked for; two requests with one idempotency key must have it in common
 * @param idempotencyKey the client's name for this request: repeating it finds the first job
 * @param seen what the caller saw before it looked for stored results; when a job of the key has
 *     ended since then, it may have left results, and none is submitted
 * @param waits whether the job may wait for a slot; see {@link Capacity#waiting}
 * @param beforeLine called with the new job before any worker can begin it, by the submitting
 *     process only; must be quick, and when it throws, nothing is submitted
 */
public record NewJob<K, P, J>(
    K key,
    P payload,
    Optional<String> idempotencyKey,
    Optional<Seen<J>> seen,
    boolean waits,
    Consumer<J> beforeLine) {
  /** Creates a request for a job that does not wait for a slot. */
  public NewJob(K key, P payload) {
    this(key, payload, Optional.empty(), Optional.empty(), false, job -> {});
  }

  /** Returns the same request under a name of the client's. */
  public NewJob<K, P, J> named(Optional<String> newIdempotencyKey) {
    return new NewJob<>(key, payload, newIdempotencyKey, seen, waits, beforeLine);
  }

  /** Returns the same request by a caller that has looked before. */
  public NewJob<K, P, J> after(Seen<J> newSeen) {
    return new NewJob<>(key, payload, idempotencyKey, Optional.of(newSeen), waits, beforeLine);
  }

  /** Returns the same request for a job that may wait for a slot, or may not. */
  public NewJob<K, P, J> waiting(boolean newWaits) {
    return new NewJob<>(key, payload, idempotencyKey, seen, newWaits, beforeLine);
  }

  /** Returns the same request with something to do before the job is in line. */
  public NewJob<K, P, J> preparedBy(Consumer<J> newBeforeLine) {
    return new NewJob<>(key, payload, idempotencyKey, seen, waits, newBeforeLine);
  }
}
