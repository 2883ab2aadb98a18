package dev.dalleserver.batches;

import dev.dalleserver.jobs.Capacity;
import dev.dalleserver.jobs.Jobs;
import dev.dalleserver.jobs.NewJob;
import dev.dalleserver.jobs.Submission;
import dev.dalleserver.picture.BatchId;
import dev.dalleserver.progress.Clocks;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The registry of all batches that are known, and the rules by which ended ones are dropped. How
 * many may be under way is decided by {@link Jobs}.
 */
public final class BatchRegistry {
  /**
   * The limits on batches.
   *
   * @param slots how many batches may be under way, at least 1
   * @param timeToLive how long ended batches are kept after their last update
   * @param imageLimit the longest time that one picture may take
   * @param waiting how many batches whose clients wait for them may wait for a slot
   * @param helpers how many pictures of batches may be made beside the first of each batch
   */
  public record Limits(
      int slots, Duration timeToLive, Duration imageLimit, int waiting, int helpers) {
    /** Creates limits by which no batch waits for a slot. */
    public Limits(int slots, Duration timeToLive, Duration imageLimit) {
      this(slots, timeToLive, imageLimit, 0);
    }

    /** Creates limits by which the pictures of a batch are made one after the other. */
    public Limits(int slots, Duration timeToLive, Duration imageLimit, int waiting) {
      this(slots, timeToLive, imageLimit, waiting, 0);
    }

    Capacity capacity() {
      return Capacity.slots(slots, waiting);
    }
  }

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

  /** The part of the bounds that is made free at once, so that not each end needs to. */
  private static final int SPARED = 10;

  private final Jobs<BatchId, BatchRequest, BatchRun> jobs;
  private final Limits limits;
  private final Kept kept;
  private final BatchFiles files;
  private final Clocks clocks;
  private final Supplier<BatchId> ids;

  /** What may end until the bounds are looked at again; of batches with pictures and without. */
  private final Map<Boolean, Room> rooms = Map.of(true, new Room(), false, new Room());

  /**
   * How far the bounds are, at least. Guarded by itself.
   *
   * <p>To look at all batches at each end would cost more and more, so only a part of the room is
   * used before the next look: other processes use theirs meanwhile.
   */
  private static final class Room {
    private static final int PARTS = 16;

    private long batches;
    private long bytes;

    synchronized boolean takes(long size) {
      batches--;
      bytes -= size;
      return batches > 0 && bytes > 0;
    }

    synchronized void set(long moreBatches, long moreBytes) {
      batches = moreBatches / PARTS;
      bytes = moreBytes / PARTS;
    }
  }

  BatchRegistry(
      Limits limits,
      Kept kept,
      Jobs<BatchId, BatchRequest, BatchRun> jobs,
      BatchFiles files,
      Clocks clocks,
      Supplier<BatchId> ids) {
    this.jobs = jobs;
    this.limits = limits;
    this.kept = kept;
    this.files = files;
    this.clocks = clocks;
    this.ids = ids;
    this.jobs.subscribe(run -> run.batch().notifySubscribers());
    this.jobs.subscribe(this::evict);
  }

  Jobs<BatchId, BatchRequest, BatchRun> jobs() {
    return jobs;
  }

  /**
   * Returns a request for the job of making a new batch.
   *
   * @param waits whether the batch may wait for a slot
   * @param beforeStart called with the batch before any worker can begin it; what it throws is
   *     thrown by the submission, which begins nothing then
   */
  NewJob<BatchId, BatchRequest, BatchRun> newJob(
      BatchRequest request,
      Optional<String> idempotencyKey,
      boolean waits,
      Consumer<Batch> beforeStart) {
    return new NewJob<BatchId, BatchRequest, BatchRun>(freshId(), request)
        .named(idempotencyKey)
        .waiting(waits)
        .preparedBy(run -> beforeStart.accept(run.batch()));
  }

  private BatchId freshId() {
    BatchId id;
    do {
      id = ids.get();
    } while (jobs.find(id).isPresent());
    return id;
  }

  /** Returns what a client is told about a submission. */
  SubmitOutcome outcome(Submission<BatchRun> submission) {
    return submission.match(
        new Submission.Cases<>(
            run -> new SubmitOutcome.Accepted(run.batch(), false),
            run -> new SubmitOutcome.Accepted(run.batch(), true),
            SubmitOutcome.KeyReused::new,
            () -> new SubmitOutcome.Busy(limits.slots()),
            waiting -> new SubmitOutcome.Busy(limits.slots())));
  }

  /** Returns the batch of that id, unless it was dropped. */
  public Optional<Batch> get(BatchId id) {
    Optional<BatchRun> run = jobs.find(id);
    run.ifPresent(jobs::publish);
    return run.map(BatchRun::batch);
  }

  /** Returns all known batches, newest first. */
  public List<Batch> newestFirst() {
    return jobs.list().stream()
        .map(BatchRun::batch)
        .sorted(
            Comparator.comparingLong((Batch batch) -> batch.created().nanos())
                .thenComparingLong(Batch::sequence)
                .reversed())
        .toList();
  }

  /**
   * Drops a batch that has ended, with its files; returns false when it has not ended, or is gone.
   */
  boolean delete(BatchRun run) {
    boolean dropped = jobs.acknowledge(run);
    if (dropped) {
      files.delete(run.batch());
    }
    return dropped;
  }

  /**
   * Drops batches that ended longer ago than the time to live. Pending and running ones stay.
   *
   * @return how many batches were dropped
   */
  int cleanUp() {
    long now = clocks.nanos().getAsLong();
    int dropped = 0;
    for (BatchRun run : jobs.list()) {
      long age = run.batch().state().updated().nanosUntil(now);
      // A batch that has not ended is not dropped.
      if (age >= limits.timeToLive().toNanos() && delete(run)) {
        dropped++;
      }
    }
    return dropped;
  }

  /**
   * Drops the batches that ended first until the rest is within bounds, and a little more where
   * there are many; never the latest one. Looks only at batches of its kind, with pictures or
   * without, since the others have not become more.
   */
  private void evict(BatchRun latest) {
    boolean pictures = latest.batch().storedBytes() > 0;
    Room room = Objects.requireNonNull(rooms.get(pictures));
    if (room.takes(latest.batch().storedBytes())) {
      return;
    }
    List<BatchRun> ended =
        jobs.list().stream()
            .filter(it -> it.isEnded() && it != latest)
            .filter(it -> it.batch().storedBytes() > 0 == pictures)
            .toList();
    int count = ended.size() + 1;
    long bytes = latest.batch().storedBytes() + storedBytes(ended);
    if (count > kept.batches() || bytes > kept.bytes()) {
      int most = kept.batches() - kept.batches() / SPARED;
      long mostBytes = kept.bytes() - kept.bytes() / SPARED;
      for (BatchRun eldest : eldestFirst(ended)) {
        if (count <= most && bytes <= mostBytes) {
          break;
        }
        delete(eldest);
        count--;
        bytes -= eldest.batch().storedBytes();
      }
    }
    room.set(kept.batches() - count, kept.bytes() - bytes);
  }

  private static long storedBytes(List<BatchRun> runs) {
    return runs.stream().mapToLong(run -> run.batch().storedBytes()).sum();
  }

  private List<BatchRun> eldestFirst(List<BatchRun> runs) {
    long now = clocks.nanos().getAsLong();
    return runs.stream()
        .sorted(
            Comparator.comparingLong((BatchRun it) -> it.batch().state().updated().nanosUntil(now))
                .reversed()
                .thenComparingLong(it -> it.batch().sequence()))
        .toList();
  }
}
