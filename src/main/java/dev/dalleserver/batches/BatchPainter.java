package dev.dalleserver.batches;

import dev.dalleserver.jobs.Cancellation;
import dev.dalleserver.jobs.CancelledException;
import dev.dalleserver.jobs.JobException;
import dev.dalleserver.picture.ReceivedName;
import dev.dalleserver.pictures.ImageProvider;
import dev.dalleserver.pictures.ImageSize;
import dev.dalleserver.pictures.PaintRequest;
import dev.dalleserver.pictures.PaintedImage;
import dev.dalleserver.pictures.PictureEncoder;
import dev.dalleserver.pictures.Preview;
import dev.dalleserver.pictures.ProgressListener;
import dev.dalleserver.pictures.ReceivedPictures;
import dev.dalleserver.progress.Clocks;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;

/** Makes and stores single pictures of batches. */
final class BatchPainter {
  private final ImageProvider provider;
  private final PictureEncoder encoder;
  private final BatchFiles files;
  private final ReceivedPictures received;
  private final LongSupplier seeds;
  private final Clocks clocks;

  /**
   * @param received keeps pictures until they are stored
   * @param seeds gives random seeds, 0 to {@link BatchRequest#MAX_SEED}
   */
  BatchPainter(
      ImageProvider provider,
      PictureEncoder encoder,
      BatchFiles files,
      ReceivedPictures received,
      LongSupplier seeds,
      Clocks clocks) {
    this.provider = provider;
    this.encoder = encoder;
    this.files = files;
    this.received = received;
    this.seeds = seeds;
    this.clocks = clocks;
  }

  /**
   * Makes and stores the n-th picture, n from 0.
   *
   * @param begun when the work on it began
   * @throws CancelledException when the batch has ended meanwhile: nothing is stored then
   */
  BatchImage paint(Batch batch, int n, ClockReading begun, Cancellation cancellation)
      throws JobException, CancelledException, IOException {
    ReceivedName name = ReceivedName.ofBatch(batch.id(), n);
    PaintRequest request = batch.request().toPaintRequest(n, seeds.getAsLong(), name);
    files.requireStorable(batch);
    try {
      PaintedImage image =
          provider.paint(request, listener(batch, n, request.size()), cancellation);
      byte[] encoded = encoder.encode(image.png(), encoding(batch), cancellation);
      if (!files.store(batch, n, encoded)) {
        throw new CancelledException(cancellation.reason().orElse(Cancellation.Reason.CANCELLED));
      }
      return finished(image, n, begun);
    } finally {
      // A batch is never resumed, so its received bytes are not needed any more.
      received.delete(name);
    }
  }

  /** Describes an error of the disk for clients. */
  String describe(IOException fault) {
    return files.describe(fault);
  }

  private BatchImage finished(PaintedImage image, int n, ClockReading begun) {
    return new BatchImage(
        n,
        image.size().width(),
        image.size().height(),
        image.seed(),
        TimeUnit.NANOSECONDS.toMillis(begun.nanosUntil(clocks.nanos().getAsLong())),
        image.ignored(),
        image.notes());
  }

  private static PictureEncoder.Encoding encoding(Batch batch) {
    return batch.request().delivery().encoding();
  }

  private ProgressListener listener(Batch batch, int n, Optional<ImageSize> size) {
    return new ProgressListener() {
      private int partials;

      @Override
      public void onProgress(Stage stage, int step, int totalSteps) {
        change(batch, n, current -> current.withProgress(now(), stage, step, totalSteps));
      }

      @Override
      public void onWaiting(int position, Duration wait) {
        change(batch, n, current -> current.waiting(now()));
      }

      @Override
      public void onAdmitted() {
        // The wait is no part of the time by which the picture's progress is estimated.
        change(
            batch,
            n,
            current -> BatchState.InProgress.begin(now(), current.images(), current.ahead()));
      }

      @Override
      public int wantedPreviews() {
        return batch.request().delivery().partialImages();
      }

      @Override
      public void onPreview(Preview preview) {
        if (partials < wantedPreviews()) {
          preview
              .encode(encoding(batch), size)
              .ifPresent(encoded -> batch.notifyPartial(new PartialImage(n, partials++, encoded)));
        }
      }
    };
  }

  /** Changes the state by what is reported about the n-th picture, when that is the current one. */
  private static void change(Batch batch, int n, UnaryOperator<BatchState.InProgress> step) {
    if (batch.state().images().size() == n) {
      batch.change(
          old ->
              old instanceof BatchState.InProgress current && current.images().size() == n
                  ? step.apply(current)
                  : old);
    }
  }

  private ClockReading now() {
    return ClockReading.now(clocks);
  }
}
