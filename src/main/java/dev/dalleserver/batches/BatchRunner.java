package dev.dalleserver.batches;

import dev.dalleserver.jobs.Cancellation;
import dev.dalleserver.jobs.Cancellation.Reason;
import dev.dalleserver.jobs.CancelledException;
import dev.dalleserver.jobs.FailureCode;
import dev.dalleserver.jobs.JobException;
import dev.dalleserver.pictures.ImageProvider;
import dev.dalleserver.pictures.PaintRequest;
import dev.dalleserver.pictures.PaintedImage;
import dev.dalleserver.pictures.ProgressListener;
import dev.dalleserver.pictures.ReceivedName;
import dev.dalleserver.pictures.ReceivedPictures;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A runner that makes the pictures of a batch, one after the other, on the calling thread. */
final class BatchRunner {
  private static final Logger LOG = LoggerFactory.getLogger(BatchRunner.class);

  /** The code for a fault of the provider for which the contract has no other code. */
  private static final String BACKEND_ERROR = "BACKEND_ERROR";

  /** The code for a picture that could not be stored. */
  private static final String IO_ERROR = "IO_ERROR";

  private final ImageProvider provider;
  private final BatchRegistry registry;
  private final BatchFiles files;
  private final ReceivedPictures received;
  private final LongSupplier seeds;

  /**
   * @param received keeps pictures until they are stored
   * @param seeds gives random seeds, 0 to {@link BatchRequest#MAX_SEED}
   */
  BatchRunner(
      ImageProvider provider,
      BatchRegistry registry,
      BatchFiles files,
      ReceivedPictures received,
      LongSupplier seeds) {
    this.provider = provider;
    this.registry = registry;
    this.files = files;
    this.received = received;
    this.seeds = seeds;
  }

  /** Returns how long the provider refuses every picture because the budget is used up. */
  Optional<Duration> refusalDuration() {
    return provider.refusalDuration();
  }

  /** Returns the name of the model that makes the pictures, or the painter's version. */
  String model() {
    return provider.model();
  }

  /** Makes the pictures of a batch; returns when the batch has ended, however it ended. */
  void run(Batch batch) {
    Runnable interrupt = Thread.currentThread()::interrupt;
    try (Cancellation.Registration interrupting = batch.cancellation().onRequest(interrupt)) {
      paintAll(batch);
    } catch (CancelledException e) {
      end(batch, e.reason());
    } catch (JobException e) {
      fail(batch, e.getMessage(), codeOf(e));
    } catch (IOException e) {
      diskFault(batch, e);
    } catch (RuntimeException e) {
      LOG.error("generation={} event=broken", batch.id(), e);
      fail(
          batch, "something unexpected went wrong: " + e.getClass().getSimpleName(), BACKEND_ERROR);
    } finally {
      // After an Error, such as OutOfMemoryError: else the slot would stay taken until the
      // deadline.
      fail(batch, "the batch ended unexpectedly", BACKEND_ERROR);
      // The interrupt was meant for this batch, not for the next one on this thread.
      Thread.interrupted();
    }
  }

  /**
   * Ends a batch from outside: first its state, then the call, so that a late result of the aborted
   * call finds the batch ended.
   *
   * @return false when it had ended before
   */
  boolean end(Batch batch, Reason reason) {
    boolean first = registry.update(batch, old -> endedState(reason, old));
    if (first) {
      batch.cancellation().request(reason);
    }
    return first;
  }

  /** Ends a batch because the server stops, unless it is paying for a picture. */
  void endUnlessPaying(Batch batch) {
    if (batch.cancellation().requestUnlessPaying(Reason.SHUTDOWN)) {
      registry.update(batch, old -> endedState(Reason.SHUTDOWN, old));
    }
  }

  private void paintAll(Batch batch) throws JobException, CancelledException, IOException {
    for (int i = 0; i < batch.request().count(); i++) {
      batch.cancellation().check();
      ClockReading begun = registry.now();
      registry.update(batch, old -> BatchState.InProgress.begin(begun, old.images()));
      Optional<PaintedImage> image = make(batch, i);
      if (image.isEmpty()) {
        return;
      }
      BatchImage finished = finished(image.get(), begun);
      registry.update(batch, old -> withPicture(batch, old, finished));
      if (!batch.state().isTerminal()) {
        batch.cancellation().endPaying();
      }
    }
  }

  /**
   * Makes and stores one picture.
   *
   * @return empty when the batch has ended meanwhile: the picture is late, and no client asks for
   *     it
   */
  private Optional<PaintedImage> make(Batch batch, int i)
      throws JobException, CancelledException, IOException {
    ReceivedName name = ReceivedName.ofBatch(batch.id().value(), i);
    PaintRequest request = batch.request().toPaintRequest(i, seeds.getAsLong(), name);
    files.requireStorable(batch.id());
    try {
      PaintedImage image = provider.paint(request, listener(batch), batch.cancellation());
      return files.store(batch, i, image.png()) ? Optional.of(image) : Optional.empty();
    } finally {
      // A batch is never resumed, so its received bytes are not needed any more.
      received.delete(name);
    }
  }

  private BatchImage finished(PaintedImage image, ClockReading begun) {
    return new BatchImage(
        image.size().width(),
        image.size().height(),
        image.seed(),
        TimeUnit.NANOSECONDS.toMillis(begun.nanosUntil(registry.now().nanos())),
        image.ignored());
  }

  /** Returns the state with one picture more: the next one is begun, or it was the last. */
  private BatchState withPicture(Batch batch, BatchState old, BatchImage finished) {
    ClockReading now = registry.now();
    List<BatchImage> images = Stream.concat(old.images().stream(), Stream.of(finished)).toList();
    if (images.size() < batch.request().count()) {
      return BatchState.InProgress.begin(now, images);
    }
    long taken = TimeUnit.NANOSECONDS.toMillis(batch.created().nanosUntil(now.nanos()));
    return new BatchState.Complete(now, images, taken);
  }

  private ProgressListener listener(Batch batch) {
    return (stage, step, totalSteps) ->
        registry.update(
            batch,
            old ->
                old instanceof BatchState.InProgress current
                    ? current.withProgress(registry.now(), stage, step, totalSteps)
                    : old);
  }

  private void diskFault(Batch batch, IOException fault) {
    // A write that was interrupted because the batch has ended is no fault.
    if (!batch.state().isTerminal()) {
      LOG.debug("generation={} event=disk_fault reason=\"{}\"", batch.id(), fault.toString());
      fail(batch, "a picture could not be stored: " + files.describe(fault), IO_ERROR);
    }
  }

  private void fail(Batch batch, @Nullable String message, String code) {
    registry.update(batch, old -> failedState(old, String.valueOf(message), code));
  }

  private BatchState endedState(Reason reason, BatchState old) {
    return switch (reason) {
      case CANCELLED -> new BatchState.Cancelled(registry.now(), old.images());
      case DEADLINE ->
          failedState(
              old,
              "the pictures took longer than the time limit, and the batch was ended",
              FailureCode.GENERATION_TIMEOUT.name());
      case SHUTDOWN ->
          failedState(
              old,
              "the server was stopped; submit the batch again",
              FailureCode.SHUTTING_DOWN.name());
    };
  }

  private BatchState failedState(BatchState old, String message, String code) {
    return new BatchState.Failed(registry.now(), old.images(), message, code);
  }

  private static String codeOf(JobException e) {
    return switch (e.code()) {
      case INTERNAL_SERVER_ERROR -> BACKEND_ERROR;
      case FILE_SYSTEM_ERROR -> IO_ERROR;
      default -> e.code().name();
    };
  }
}
