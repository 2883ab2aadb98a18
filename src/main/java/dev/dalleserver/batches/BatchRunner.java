package dev.dalleserver.batches;

import dev.dalleserver.generation.Cancellation;
import dev.dalleserver.generation.Cancellation.Reason;
import dev.dalleserver.generation.CancelledException;
import dev.dalleserver.generation.FailureCode;
import dev.dalleserver.generation.GenerationException;
import dev.dalleserver.generation.ImageProvider;
import dev.dalleserver.generation.PaintRequest;
import dev.dalleserver.generation.PaintedImage;
import dev.dalleserver.generation.ProgressListener;
import dev.dalleserver.generation.ReceivedName;
import dev.dalleserver.generation.ReceivedPictures;
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

/** Makes the pictures of a batch, one after the other, on the calling thread. */
final class BatchRunner {
  private static final Logger LOG = LoggerFactory.getLogger(BatchRunner.class);

  /** The provider broke in a way that no code of the contract tells. */
  private static final String BACKEND_ERROR = "BACKEND_ERROR";

  /** A picture could not be stored. */
  private static final String IO_ERROR = "IO_ERROR";

  private final ImageProvider provider;
  private final BatchRegistry registry;
  private final BatchFiles files;
  private final ReceivedPictures received;
  private final LongSupplier seeds;

  /**
   * @param received where pictures are until they are stored
   * @param seeds random ones, 0 to {@link BatchRequest#LARGEST_SEED}
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

  /** For how long no picture will be made, because what may be spent is spent. */
  Optional<Duration> refusesFor() {
    return provider.refusesFor();
  }

  /** Who paints: a model's name, or the painter's version. */
  String model() {
    return provider.model();
  }

  /** Returns when the generation has ended, however that came. */
  void run(Generation generation) {
    Runnable interrupt = Thread.currentThread()::interrupt;
    try (Cancellation.Registration interrupting = generation.cancellation().onRequest(interrupt)) {
      paintAll(generation);
    } catch (CancelledException e) {
      end(generation, e.reason());
    } catch (GenerationException e) {
      fail(generation, e.getMessage(), codeOf(e));
    } catch (IOException e) {
      diskFault(generation, e);
    } catch (RuntimeException e) {
      LOG.error("generation={} event=broken", generation.id(), e);
      fail(
          generation,
          "something unexpected went wrong: " + e.getClass().getSimpleName(),
          BACKEND_ERROR);
    } finally {
      // After an error of the machine: else its slot would stay taken until its time is up.
      fail(generation, "the batch broke off", BACKEND_ERROR);
      // The interrupt was meant for the generation, not for the next one on this thread.
      Thread.interrupted();
    }
  }

  /**
   * Ends a generation from outside: its state first, so that whatever the aborted call still brings
   * finds it ended, then the call.
   *
   * @return false when it had ended before
   */
  boolean end(Generation generation, Reason reason) {
    boolean first = registry.update(generation, old -> ending(reason, old));
    if (first) {
      generation.cancellation().request(reason);
    }
    return first;
  }

  /** Ends a generation because the server stops, unless it is paying for a picture. */
  void endUnlessPaying(Generation generation) {
    if (generation.cancellation().requestUnlessPaying(Reason.SHUTDOWN)) {
      registry.update(generation, old -> ending(Reason.SHUTDOWN, old));
    }
  }

  private void paintAll(Generation generation)
      throws GenerationException, CancelledException, IOException {
    for (int i = 0; i < generation.request().count(); i++) {
      generation.cancellation().check();
      ClockReading begun = registry.now();
      registry.update(generation, old -> BatchState.InProgress.begin(begun, old.images()));
      Optional<PaintedImage> image = make(generation, i);
      if (image.isEmpty()) {
        return;
      }
      BatchImage finished = finished(image.get(), begun);
      registry.update(generation, old -> with(generation, old, finished));
      if (!generation.state().terminal()) {
        generation.cancellation().endPaying();
      }
    }
  }

  /**
   * Makes and stores one picture.
   *
   * @return empty when the batch has ended meanwhile: the picture is late, and no client asks for
   *     it
   */
  private Optional<PaintedImage> make(Generation generation, int i)
      throws GenerationException, CancelledException, IOException {
    ReceivedName name = ReceivedName.ofBatch(generation.id().value(), i);
    PaintRequest request = generation.request().picture(i, seeds.getAsLong(), name);
    files.requireStorable(generation.id());
    try {
      PaintedImage image = provider.paint(request, listener(generation), generation.cancellation());
      return files.store(generation, i, image.png()) ? Optional.of(image) : Optional.empty();
    } finally {
      // A batch is never taken up again, so nothing asks for what was received of it.
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

  /** The state with one picture more: the next one is begun, or it was the last. */
  private BatchState with(Generation generation, BatchState old, BatchImage finished) {
    ClockReading now = registry.now();
    List<BatchImage> images = Stream.concat(old.images().stream(), Stream.of(finished)).toList();
    if (images.size() < generation.request().count()) {
      return BatchState.InProgress.begin(now, images);
    }
    long taken = TimeUnit.NANOSECONDS.toMillis(generation.created().nanosUntil(now.nanos()));
    return new BatchState.Complete(now, images, taken);
  }

  private ProgressListener listener(Generation generation) {
    return (stage, step, totalSteps) ->
        registry.update(
            generation,
            old ->
                old instanceof BatchState.InProgress working
                    ? working.at(registry.now(), stage, step, totalSteps)
                    : old);
  }

  private void diskFault(Generation generation, IOException fault) {
    // A write that was interrupted because somebody ended the generation is no fault.
    if (!generation.state().terminal()) {
      LOG.debug("generation={} event=disk_fault reason=\"{}\"", generation.id(), fault.toString());
      fail(generation, "a picture could not be stored: " + files.describe(fault), IO_ERROR);
    }
  }

  private void fail(Generation generation, @Nullable String message, String code) {
    registry.update(generation, old -> failed(old, String.valueOf(message), code));
  }

  private BatchState ending(Reason reason, BatchState old) {
    return switch (reason) {
      case CANCELLED -> new BatchState.Cancelled(registry.now(), old.images());
      case DEADLINE ->
          failed(
              old,
              "the pictures took longer than they may and were given up",
              FailureCode.GENERATION_TIMEOUT.name());
      case SHUTDOWN -> failed(old, "the server was stopped", FailureCode.SHUTTING_DOWN.name());
    };
  }

  private BatchState failed(BatchState old, String message, String code) {
    return new BatchState.Failed(registry.now(), old.images(), message, code);
  }

  private static String codeOf(GenerationException e) {
    return switch (e.code()) {
      case INTERNAL_SERVER_ERROR -> BACKEND_ERROR;
      case FILE_SYSTEM_ERROR -> IO_ERROR;
      default -> e.code().name();
    };
  }
}
