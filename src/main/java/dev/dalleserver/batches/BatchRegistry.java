package dev.dalleserver.batches;

import dev.dalleserver.generation.Cancellation;
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
 * All generations that are known, and how many may be under way.
 *
 * <p>A slot is taken when a generation is created and given back by the one change that ends it,
 * whoever makes that change: so it is given back exactly once, and at once.
 */
public final class BatchRegistry {
  /**
   * What bounds generations.
   *
   * @param slots how many may be under way, at least 1
   * @param timeToLive how long those that have ended are kept after their last update
   * @param imageLimit the most time that one picture may take
   */
  public record Limits(int slots, Duration timeToLive, Duration imageLimit) {}

  /**
   * What is kept of generations that have ended, at most: beyond it the one that ended first goes
   * before its time to live is over. Those with pictures and those without are counted apart, so
   * that cheap ones push no pictures out.
   *
   * @param generations how many of either
   * @param bytes that their pictures have on disk
   */
  record Kept(int generations, long bytes) {
    static final Kept USUAL = new Kept(1000, 2L << 30);
  }

  private final ConcurrentMap<BatchId, Generation> generations = new ConcurrentHashMap<>();
  private final ConcurrentMap<String, Generation> byKey = new ConcurrentHashMap<>();
  private final AtomicLong created = new AtomicLong();
  private final Semaphore slots;
  private final Limits limits;
  private final Kept kept;
  private final BatchFiles files;
  private final Clocks ticker;
  private final Supplier<BatchId> ids;
  private final LongSupplier usualNanos;

  /**
   * @param usualNanos how long a picture usually takes, 0 when unknown
   */
  BatchRegistry(
      Limits limits,
      Kept kept,
      BatchFiles files,
      Clocks ticker,
      Supplier<BatchId> ids,
      LongSupplier usualNanos) {
    this.slots = new Semaphore(limits.slots());
    this.limits = limits;
    this.kept = kept;
    this.files = files;
    this.ticker = ticker;
    this.ids = ids;
    this.usualNanos = usualNanos;
  }

  /**
   * Takes a slot and makes a generation, or finds the one that was made before with the same key.
   *
   * @return {@link SubmitOutcome.Accepted}, {@link SubmitOutcome.Busy} or {@link
   *     SubmitOutcome.KeyReused}
   */
  SubmitOutcome create(BatchRequest request, Optional<String> idempotencyKey) {
    if (idempotencyKey.isEmpty()) {
      return make(request, idempotencyKey);
    }
    SubmitOutcome[] outcome = new SubmitOutcome[1];
    // Inside compute, so that of two requests with one key at once one makes and one finds.
    byKey.compute(
        idempotencyKey.get(),
        (key, known) -> {
          outcome[0] = known == null ? make(request, idempotencyKey) : replay(known, request);
          return known == null && outcome[0] instanceof SubmitOutcome.Accepted accepted
              ? accepted.generation()
              : known;
        });
    return outcome[0];
  }

  /** Whether a generation was asked for with this key. */
  boolean knows(Optional<String> idempotencyKey) {
    return idempotencyKey.map(byKey::containsKey).orElse(false);
  }

  /** The generation of that id, unless it was dropped. */
  public Optional<Generation> get(BatchId id) {
    return Optional.ofNullable(generations.get(id));
  }

  /** All that are known, newest first. */
  public List<Generation> newestFirst() {
    return generations.values().stream()
        .sorted(Comparator.comparingLong(Generation::sequence).reversed())
        .toList();
  }

  /**
   * Moves a generation on.
   *
   * @param step from one state to the next; may be tried several times
   * @return false when it had ended before: the first ending stays
   */
  boolean update(Generation generation, UnaryOperator<BatchState> step) {
    Generation.Change change = generation.change(step);
    if (change == Generation.Change.ENDED) {
      slots.release();
    }
    if (change != Generation.Change.NONE) {
      generation.tellSubscribers();
    }
    if (change == Generation.Change.ENDED) {
      evict(generation);
    }
    return change != Generation.Change.NONE;
  }

  /** Drops a generation that has ended, with its files; false when it has not, or is gone. */
  boolean delete(Generation generation) {
    if (!generation.state().terminal()) {
      return false;
    }
    // The key first: whoever finds it must find the generation too.
    generation.idempotencyKey().ifPresent(key -> byKey.remove(key, generation));
    if (!generations.remove(generation.id(), generation)) {
      return false;
    }
    files.delete(generation);
    return true;
  }

  /**
   * Drops what ended longer ago than the time to live. What is pending or running stays.
   *
   * @return how many were dropped
   */
  int cleanUp() {
    long now = ticker.nanos().getAsLong();
    int dropped = 0;
    for (Generation generation : generations.values()) {
      boolean old = generation.state().updated().nanosUntil(now) >= limits.timeToLive().toNanos();
      // The state is looked at again in there, but what is terminal once stays so.
      if (old && delete(generation)) {
        dropped++;
      }
    }
    return dropped;
  }

  /**
   * Drops those that ended first until what is left is within bounds; never the latest one. Only
   * those of its kind, with pictures or without, since there are no more of the others than before.
   */
  private void evict(Generation latest) {
    boolean pictures = latest.storedBytes() > 0;
    List<Generation> ended =
        generations.values().stream()
            .filter(it -> it.state().terminal() && it != latest)
            .filter(it -> it.storedBytes() > 0 == pictures)
            .toList();
    int count = ended.size() + 1;
    long bytes = latest.storedBytes() + ended.stream().mapToLong(Generation::storedBytes).sum();
    if (count <= kept.generations() && bytes <= kept.bytes()) {
      return;
    }
    long now = ticker.nanos().getAsLong();
    List<Generation> eldestFirst =
        ended.stream()
            .sorted(
                Comparator.comparingLong((Generation it) -> it.state().updated().nanosUntil(now))
                    .reversed()
                    .thenComparingLong(Generation::sequence))
            .toList();
    for (Generation eldest : eldestFirst) {
      if (count <= kept.generations() && bytes <= kept.bytes()) {
        return;
      }
      delete(eldest);
      count--;
      bytes -= eldest.storedBytes();
    }
  }

  /** How many more may begin now. */
  int freeSlots() {
    return slots.availablePermits();
  }

  /** How many keys are remembered. */
  int rememberedKeys() {
    return byKey.size();
  }

  ClockReading now() {
    return ClockReading.now(ticker);
  }

  private SubmitOutcome make(BatchRequest request, Optional<String> idempotencyKey) {
    if (!slots.tryAcquire()) {
      return new SubmitOutcome.Busy(limits.slots());
    }
    boolean made = false;
    try {
      Generation generation = put(request, idempotencyKey);
      made = true;
      return new SubmitOutcome.Accepted(generation, false);
    } finally {
      if (!made) {
        slots.release();
      }
    }
  }

  private Generation put(BatchRequest request, Optional<String> idempotencyKey) {
    long budget = limits.imageLimit().multipliedBy(request.count()).toNanos();
    Generation generation;
    do {
      generation =
          new Generation(
              ids.get(),
              request,
              now(),
              created.incrementAndGet(),
              idempotencyKey,
              new Cancellation(ticker.nanos(), budget),
              ticker.nanos(),
              usualNanos.getAsLong());
    } while (generations.putIfAbsent(generation.id(), generation) != null);
    return generation;
  }

  private static SubmitOutcome replay(Generation known, BatchRequest request) {
    return known.request().equals(request)
        ? new SubmitOutcome.Accepted(known, true)
        : new SubmitOutcome.KeyReused();
  }
}
