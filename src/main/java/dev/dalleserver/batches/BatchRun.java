package dev.dalleserver.batches;

import dev.dalleserver.jobs.Cancellation;
import dev.dalleserver.jobs.CancelledException;
import dev.dalleserver.jobs.FailureCode;
import dev.dalleserver.jobs.Job;
import dev.dalleserver.jobs.JobException;
import dev.dalleserver.jobs.JobOutcome;
import dev.dalleserver.progress.Clocks;
import dev.dalleserver.text.PlainReason;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The making of the pictures of a batch, one after the other or side by side, as a job. */
final class BatchRun implements Job {
  private static final Logger LOG = LoggerFactory.getLogger(BatchRun.class);

  /** The code for a fault of the provider for which the contract has no other code. */
  private static final String BACKEND_ERROR = "BACKEND_ERROR";

  /** The code for a picture that could not be stored. */
  private static final String IO_ERROR = "IO_ERROR";

  private final Batch batch;
  private final Optional<BatchPainter> painter;
  private final SideBySide sideBySide;
  private final Cancellation cancellation;
  private final Duration limit;
  private final Clocks clocks;

  /** The last picture, from when it is stored until the batch ends with it. */
  private final AtomicReference<@Nullable BatchImage> last = new AtomicReference<>();

  /**
   * @param painter empty where the batch is only shown
   * @param limit the longest time that all pictures together may take
   */
  BatchRun(
      Batch batch,
      Optional<BatchPainter> painter,
      SideBySide sideBySide,
      Duration limit,
      Clocks clocks) {
    this.batch = batch;
    this.painter = painter;
    this.sideBySide = sideBySide;
    this.cancellation = new Cancellation(clocks.nanos());
    this.limit = limit;
    this.clocks = clocks;
  }

  Batch batch() {
    return batch;
  }

  @Override
  public Cancellation cancellation() {
    return cancellation;
  }

  @Override
  public Duration limit() {
    return limit;
  }

  @Override
  public void work() throws JobException, CancelledException, IOException {
    List<Integer> missing = missing();
    AtomicInteger unfinished = new AtomicInteger(missing.size());
    SideBySide.Work work = n -> paint(n, unfinished);
    sideBySide.run(missing, batch.request().delivery().maySideBySide(), work, cancellation);
  }

  /** Returns the numbers of the pictures that no process has finished. */
  List<Integer> missing() {
    Set<Integer> finished =
        BatchState.inOrder(batch.state(), null).stream()
            .map(BatchImage::number)
            .collect(Collectors.toSet());
    return IntStream.range(0, batch.request().count())
        .boxed()
        .filter(n -> !finished.contains(n))
        .toList();
  }

  private void paint(int n, AtomicInteger unfinished)
      throws JobException, CancelledException, IOException {
    cancellation.check();
    ClockReading begun = now();
    batch.change(
        old ->
            old instanceof BatchState.InProgress && old.images().size() != n
                ? old
                : BatchState.InProgress.begin(begun, old.images(), old.ahead()));
    BatchImage finished = painter.orElseThrow().paint(batch, n, begun, cancellation);
    if (cancellation.isRequested()) {
      // The batch has ended meanwhile, and no client asks for this picture. A deadline that has
      // passed without a request does not fail a batch whose last picture is stored.
      cancellation.check();
    }
    if (unfinished.decrementAndGet() == 0) {
      last.set(finished);
    } else {
      batch.change(old -> BatchState.InProgress.after(old, finished, now()));
      cancellation.endPaying();
    }
  }

  @Override
  public boolean finish(JobOutcome outcome) {
    // The registry notifies subscribers, once the slot is free: a client that is told of the end
    // may submit its next batch.
    return batch.replaceState(old -> outcome.match(new Endings(old)));
  }

  /** Returns the state in which the batch would be if it ended so now. */
  BatchState stateAfter(JobOutcome outcome) {
    BatchState now = batch.state();
    return now.isTerminal() ? now : outcome.match(new Endings(now));
  }

  @Override
  public boolean isEnded() {
    return batch.state().isTerminal();
  }

  @Override
  public String toString() {
    return "generation=" + batch.id();
  }

  private ClockReading now() {
    return ClockReading.now(clocks);
  }

  /** The state in which a batch ends. */
  private final class Endings implements JobOutcome.Cases<BatchState> {
    private final BatchState old;

    Endings(BatchState old) {
      this.old = old;
    }

    @Override
    public BatchState done() {
      ClockReading now = now();
      long taken = TimeUnit.NANOSECONDS.toMillis(batch.created().nanosUntil(now.nanos()));
      return new BatchState.Complete(now, BatchState.inOrder(old, last.get()), taken);
    }

    @Override
    public BatchState cancelled() {
      return new BatchState.Cancelled(now(), BatchState.inOrder(old, null));
    }

    @Override
    public BatchState timedOut() {
      return failure(
          "the pictures took longer than the time limit, and the batch was ended",
          FailureCode.GENERATION_TIMEOUT.name());
    }

    @Override
    public BatchState shutDown() {
      return failure(
          "the server was stopped; submit the batch again", FailureCode.SHUTTING_DOWN.name());
    }

    @Override
    public BatchState failed(JobException reason) {
      String code =
          switch (reason.code()) {
            case INTERNAL_SERVER_ERROR -> BACKEND_ERROR;
            case FILE_SYSTEM_ERROR -> IO_ERROR;
            default -> reason.code().name();
          };
      return new BatchState.Failed(
          now(),
          BatchState.inOrder(old, null),
          reason.getMessage(),
          code,
          reason.refusal(),
          reason.retryAfter());
    }

    @Override
    public BatchState notStored(IOException fault) {
      LOG.debug("{} event=disk_fault reason=\"{}\"", BatchRun.this, PlainReason.withFile(fault));
      return failure(
          "a picture could not be stored: " + painter.map(it -> it.describe(fault)).orElse(""),
          IO_ERROR);
    }

    @Override
    public BatchState broken(RuntimeException cause) {
      return failure(
          "something unexpected went wrong; the log of the server says more", BACKEND_ERROR);
    }

    @Override
    public BatchState workerDied() {
      return failure("the batch ended unexpectedly", BACKEND_ERROR);
    }

    private BatchState failure(String message, String code) {
      return new BatchState.Failed(
          now(), BatchState.inOrder(old, null), message, code, "", Optional.empty());
    }
  }
}
