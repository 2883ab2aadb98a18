package dev.dalleserver.batches;

import dev.dalleserver.jobs.JobKind;
import dev.dalleserver.jobs.JobOutcome;
import dev.dalleserver.picture.BatchId;
import dev.dalleserver.progress.Clocks;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;

/** Batches as jobs. */
final class BatchJobKind implements JobKind<BatchId, BatchRequest, BatchRun> {
  private final Optional<BatchPainter> painter;
  private final Duration imageLimit;
  private final Clocks clocks;
  private final LongSupplier usualNanos;
  private final SideBySide sideBySide;
  private final AtomicLong created = new AtomicLong();

  /** Creates a kind by which the pictures of a batch are made one after the other. */
  BatchJobKind(
      Optional<BatchPainter> painter, Duration imageLimit, Clocks clocks, LongSupplier usualNanos) {
    this(painter, imageLimit, clocks, usualNanos, new SideBySide(0));
  }

  /**
   * @param painter empty when this server makes no pictures
   * @param imageLimit the longest time that one picture may take
   * @param usualNanos how long a picture usually takes, 0 when unknown
   * @param sideBySide makes the pictures of batches that may be made so
   */
  BatchJobKind(
      Optional<BatchPainter> painter,
      Duration imageLimit,
      Clocks clocks,
      LongSupplier usualNanos,
      SideBySide sideBySide) {
    this.painter = painter;
    this.imageLimit = imageLimit;
    this.clocks = clocks;
    this.usualNanos = usualNanos;
    this.sideBySide = sideBySide;
  }

  @Override
  public String name() {
    return "batch";
  }

  @Override
  public BatchRun create(BatchId id, BatchRequest request, int position) {
    Batch batch =
        new Batch(
            id,
            request,
            ClockReading.now(clocks),
            created.incrementAndGet(),
            clocks.nanos(),
            usualNanos.getAsLong());
    Duration limit = imageLimit.multipliedBy(request.count());
    return new BatchRun(batch, painter, sideBySide, limit, clocks);
  }

  @Override
  public String writeKey(BatchId id) {
    return id.value();
  }

  @Override
  public BatchId readKey(String text) {
    return new BatchId(text);
  }

  @Override
  public String writePayload(BatchRequest request) {
    return WrittenRequest.write(request);
  }

  @Override
  public BatchRequest readPayload(BatchId id, String text) {
    return WrittenRequest.read(text);
  }

  @Override
  public String writeState(BatchRun run) {
    return write(run, run.batch().state());
  }

  @Override
  public String writeEnd(BatchRun run, JobOutcome outcome) {
    return write(run, run.stateAfter(outcome));
  }

  private String write(BatchRun run, BatchState state) {
    return WrittenBatch.of(run.batch(), state, clocks.wall().millis()).toJson();
  }

  @Override
  public void show(BatchRun run, String state, Duration age) {
    long writtenNanos = clocks.nanos().getAsLong() - age.toNanos();
    WrittenBatch written = WrittenBatch.parse(state);
    run.batch()
        .show(
            written.toState(writtenNanos),
            written.createdReading(writtenNanos),
            written.storedBytes());
  }

  /** Clients fetch a batch after its end. */
  @Override
  public boolean staysUntilAcknowledged() {
    return true;
  }

  @Override
  public Object step(BatchRun run) {
    return Step.of(run.batch().state());
  }

  @Override
  public void onStep(BatchRun run, Runnable listener) {
    AtomicReference<Step> shown = new AtomicReference<>(Step.of(run.batch().state()));
    run.batch()
        .subscribe(
            batch -> {
              Step now = Step.of(batch.state());
              if (!now.equals(shown.getAndSet(now)) && !batch.state().isTerminal()) {
                listener.run();
              }
            });
  }

  /** What other processes are told of a batch under way; not each step of a provider. */
  private record Step(String status, int images, boolean waiting) {
    static Step of(BatchState state) {
      boolean waits = state instanceof BatchState.InProgress working && working.waiting();
      return new Step(state.status(), state.images().size() + state.ahead().size(), waits);
    }
  }
}
