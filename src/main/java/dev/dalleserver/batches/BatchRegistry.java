package dev.dalleserver.batches;

import dev.dalleserver.jobs.Cancellation;
import dev.dalleserver.progress.Clocks;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * The registry of all batches that are known, and of the slots for those under way.
 *
 * <p>A slot is taken when a batch is created and released by the one change that ends the batch, on
 * whichever thread: so it is released exactly once, and at once.
 */
public final class BatchRegistry {
  /**
   * The limits on batches.
   *
   * @param slots how many batches may be under way, at least 1
   * @param timeToLive how long ended batches are kept after their last update
   * @param imageLimit the longest time that one picture may take
   */
  public record Limits(int slots, Duration timeToLive, Duration imageLimit) {}

  /**
   * The limits on ended batches that are kept: beyond them the batch that ended first is dropped
   * before its time to live has passed. Batches with pictures and batches without are counted
   * apart, so that those without push no pictures out.
   *
   * @param batches how many batches of either kind
   * @param bytes that their pictures take on disk
   */
  record Kept(int batches, long bytes) {
    static final Kept DEFAULT = new Kept(1000, 2L << 30);
  }

  private final ConcurrentMap<BatchId, Batch> batches = new ConcurrentHashMap<>();
  private final ConcurrentMap<String, Batch> byKey = new ConcurrentHashMap<>();
  private final AtomicLong created = new AtomicLong();
  private final Semaphore slots;
  private final Limits limits;
  private final Kept kept;
  private final BatchFiles files;
  private final Clocks clocks;
  private final Supplier<BatchId> ids;
  private final LongSupplier usualNanos;

  /**
   * @param usualNanos how long a picture usually takes, 0 when unknown
   */
  BatchRegistry(
      Limits limits,
      Kept kept,
      BatchFiles files,
      Clocks clocks,
      Supplier<BatchId> ids,
      LongSupplier usualNanos) {
    this.slots = new Semaphore(limits.slots());
    this.limits = limits;
    this.kept = kept;
    this.files = files;
    this.clocks = clocks;
    this.ids = ids;
    this.usualNanos = usualNanos;
  }

  /**
   * Takes a slot and creates a batch, or finds the one that was created before with the same key.
   *
   * @return {@link SubmitOutcome.Accepted}, {@link SubmitOutcome.Busy} or {@link
   *     SubmitOutcome.KeyReused}
   */
  SubmitOutcome create(BatchRequest request, Optional<String> idempotencyKey) {
    if (idempotencyKey.isEmpty()) {
      return tryCreate(request, idempotencyKey);
    }
    SubmitOutcome[] outcome = new SubmitOutcome[1];
    // Inside compute, so that of two requests with one key at once, one creates the batch and the
    // other finds it.
    byKey.compute(
        idempotencyKey.get(),
        (key, known) -> {
          outcome[0] = known == null ? tryCreate(request, idempotencyKey) : replay(known, request);
          return known == null && outcome[0] instanceof SubmitOutcome.Accepted accepted
              ? accepted.batch()
              : known;
        });
    return outcome[0];
  }

  /** Returns true when a batch was requested with this key. */
  boolean hasKey(Optional<String> idempotencyKey) {
    return idempotencyKey.map(byKey::containsKey).orElse(false);
  }

  /** Returns the batch of that id, unless it was dropped. */
  public Optional<Batch> get(BatchId id) {
    return Optional.ofNullable(batches.get(id));
  }

  /** Returns all known batches, newest first. */
  public List<Batch> newestFirst() {
    return batches.values().stream()
        .sorted(Comparator.comparingLong(Batch::sequence).reversed())
        .toList();
  }

  /**
   * Changes the state of a batch, notifies its listeners, and releases its slot when this change
   * ends it.
   *
   * @param step returns the next state for a state; may be called several times
   * @return false when it had ended before: the first ending stays
   */
  boolean update(Batch batch, UnaryOperator<BatchState> step) {
    Batch.Change change = batch.change(step);
    if (change == Batch.Change.ENDED) {
      slots.release();
    }
    if (change != Batch.Change.NONE) {
      batch.notifySubscribers();
    }
    if (change == Batch.Change.ENDED) {
      evict(batch);
    }
    return change != Batch.Change.NONE;
  }

  /**
   * Drops a batch that has ended, with its files; returns false when it has not ended, or is gone.
   */
  boolean delete(Batch batch) {
    if (!batch.state().isTerminal()) {
      return false;
    }
    // The key first: a request that finds the key must find the batch too.
    batch.idempotencyKey().ifPresent(key -> byKey.remove(key, batch));
    if (!batches.remove(batch.id(), batch)) {
      return false;
    }
    files.delete(batch);
    return true;
  }

  /**
   * Drops batches that ended longer ago than the time to live. Pending and running ones stay.
   *
   * @return how many batches were dropped
   */
  int cleanUp() {
    long now = clocks.nanos().getAsLong();
    int dropped = 0;
    for (Batch batch : batches.values()) {
      boolean old = batch.state().updated().nanosUntil(now) >= limits.timeToLive().toNanos();
      // Reading the state a second time, in delete, is safe: a terminal state is final.
      if (old && delete(batch)) {
        dropped++;
      }
    }
    return dropped;
  }

  /**
   * Drops the batches that ended first until the rest is within bounds; never the latest one. Looks
   * only at batches of its kind, with pictures or without, since the others have not become more.
   */
  private void evict(Batch latest) {
    boolean pictures = latest.storedBytes() > 0;
    List<Batch> ended =
        batches.values().stream()
            .filter(it -> it.state().isTerminal() && it != latest)
            .filter(it -> it.storedBytes() > 0 == pictures)
            .toList();
    int count = ended.size() + 1;
    long bytes = latest.storedBytes() + ended.stream().mapToLong(Batch::storedBytes).sum();
    if (count <= kept.batches() && bytes <= kept.bytes()) {
      return;
    }
    long now = clocks.nanos().getAsLong();
    List<Batch> eldestFirst =
        ended.stream()
            .sorted(
                Comparator.comparingLong((Batch it) -> it.state().updated().nanosUntil(now))
                    .reversed()
                    .thenComparingLong(Batch::sequence))
            .toList();
    for (Batch eldest : eldestFirst) {
      if (count <= kept.batches() && bytes <= kept.bytes()) {
        return;
      }
      delete(eldest);
      count--;
      bytes -= eldest.storedBytes();
    }
  }

  /** Returns how many more batches may begin now. */
  int freeSlots() {
    return slots.availablePermits();
  }

  /** Returns how many keys are remembered. */
  int rememberedKeys() {
    return byKey.size();
  }

  ClockReading now() {
    return ClockReading.now(clocks);
  }

  private SubmitOutcome tryCreate(BatchRequest request, Optional<String> idempotencyKey) {
    if (!slots.tryAcquire()) {
      return new SubmitOutcome.Busy(limits.slots());
    }
    boolean registered = false;
    try {
      Batch batch = register(request, idempotencyKey);
      registered = true;
      return new SubmitOutcome.Accepted(batch, false);
    } finally {
      if (!registered) {
        slots.release();
      }
    }
  }

  private Batch register(BatchRequest request, Optional<String> idempotencyKey) {
    long budget = limits.imageLimit().multipliedBy(request.count()).toNanos();
    Batch batch;
    do {
      batch =
          new Batch(
              ids.get(),
              request,
              now(),
              created.incrementAndGet(),
              idempotencyKey,
              new Cancellation(clocks.nanos(), budget),
              clocks.nanos(),
              usualNanos.getAsLong());
    } while (batches.putIfAbsent(batch.id(), batch) != null);
    return batch;
  }

  private static SubmitOutcome replay(Batch known, BatchRequest request) {
    return known.request().equals(request)
        ? new SubmitOutcome.Accepted(known, true)
        : new SubmitOutcome.KeyReused();
  }
}
