package dev.dalleserver.jobs;

import java.util.Optional;

/** A job as {@link LocalJobs} knows it: its request, its lease, and what it holds of the queue. */
final class JobEntry<K, P, J extends Job> {
  private final J job;
  private final NewJob<K, P, J> request;

  // Both guarded by this.
  private long fence;
  private long expiresNanos;

  /** Guarded by the {@link JobQueue}. */
  private boolean holdsPlace = true;

  /** Guarded by the {@link JobQueue}. */
  private boolean holdsSlot;

  JobEntry(J job, NewJob<K, P, J> request) {
    this.job = job;
    this.request = request;
  }

  K key() {
    return request.key();
  }

  J job() {
    return job;
  }

  Optional<String> idempotencyKey() {
    return request.idempotencyKey();
  }

  /** Returns true when another request with the same idempotency key asks for the same. */
  boolean hasPayloadOf(NewJob<K, P, J> other) {
    return request.payload().equals(other.payload());
  }

  /** Gives the job to a worker; earlier leases hold no more. */
  synchronized Lease<K, J> lease(long newFence, long untilNanos) {
    fence = newFence;
    expiresNanos = untilNanos;
    return new Lease<>(key(), job, newFence);
  }

  synchronized void extendLease(long untilNanos) {
    expiresNanos = untilNanos;
  }

  /** Returns true while that lease is the latest, has not expired, and the job has not ended. */
  synchronized boolean isHeldBy(Lease<K, J> lease, long nowNanos) {
    return fence == lease.fence() && expiresNanos - nowNanos > 0 && !job.isEnded();
  }

  /** Returns true when the lease has expired before the job has ended. */
  synchronized boolean isAbandoned(long nowNanos) {
    return expiresNanos - nowNanos <= 0 && !job.isEnded();
  }

  boolean holdsSlot() {
    return holdsSlot;
  }

  /** Notes that the job uses a slot, or none; returns true when that is new. */
  boolean setHoldsSlot(boolean holds) {
    boolean changed = holdsSlot != holds;
    holdsSlot = holds;
    return changed;
  }

  /** Notes that the job has left its place; returns true the first time. */
  boolean leavePlace() {
    boolean held = holdsPlace;
    holdsPlace = false;
    return held;
  }
}
