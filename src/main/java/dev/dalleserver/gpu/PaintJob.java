package dev.dalleserver.gpu;

import dev.dalleserver.jobs.Cancellation;
import dev.dalleserver.jobs.CancelledException;
import dev.dalleserver.pictures.ImageSize;
import dev.dalleserver.pictures.PaintRequest;
import dev.dalleserver.pictures.PaintRequest.Tuning;
import dev.dalleserver.pictures.PictureCodec;
import dev.dalleserver.pictures.PictureCodec.IncomingPreview;
import dev.dalleserver.pictures.ProgressListener;
import dev.dalleserver.pictures.ProgressListener.Stage;
import dev.dalleserver.pictures.ReceivedPictures;
import dev.dalleserver.pictures.ReceivedPictures.Incoming;
import dev.dalleserver.pictures.ReceivedPictures.NotKeptException;
import java.time.Duration;
import java.util.function.LongSupplier;

/** One attempt to get one picture: what is wanted, until when, and which listener learns of it. */
public final class PaintJob {
  private final PaintRequest request;
  private final ImageSize size;
  private final ProgressListener listener;
  private final Cancellation cancellation;
  private final ReceivedPictures pictures;
  private final PictureCodec codec;
  private final LongSupplier nanos;
  private final long deadline;
  private int step;
  private int totalSteps;

  /** What takes pictures from the server. */
  record Store(ReceivedPictures pictures, PictureCodec codec) {}

  /**
   * @param size the size to ask for
   * @param store keeps the picture as it arrives, and decodes previews
   * @param nanos a monotonic clock
   * @param limit how long the attempt may take
   */
  PaintJob(
      PaintRequest request,
      ImageSize size,
      ProgressListener listener,
      Cancellation cancellation,
      Store store,
      LongSupplier nanos,
      Duration limit) {
    this.request = request;
    this.size = size;
    this.listener = listener;
    this.cancellation = cancellation;
    this.pictures = store.pictures();
    this.codec = store.codec();
    this.nanos = nanos;
    this.deadline = nanos.getAsLong() + limit.toNanos();
  }

  public String prompt() {
    return request.prompt();
  }

  public long seed() {
    return request.seed();
  }

  public Tuning tuning() {
    return request.tuning();
  }

  /** Returns the size to ask for. */
  public ImageSize size() {
    return size;
  }

  public Cancellation cancellation() {
    return cancellation;
  }

  /** Begins to receive the picture. */
  public Incoming receive() throws NotKeptException {
    return pictures.begin(request.receivedAs());
  }

  /** Returns how much of its time is left, never below zero. */
  public Duration remaining() {
    return Duration.ofNanos(Math.max(0, deadline - nanos.getAsLong()));
  }

  /** Returns a monotonic time in nanoseconds. */
  public long now() {
    return nanos.getAsLong();
  }

  /**
   * Reports a step of the picture. One that would lead back is left out: a second sampler counts
   * from the start again, and a client's bar must not.
   */
  public void progress(int newStep, int newTotal) {
    boolean ahead = totalSteps == 0 || (long) newStep * totalSteps > (long) step * newTotal;
    if (newTotal > 0 && newStep >= 0 && newStep <= newTotal && ahead) {
      step = newStep;
      totalSteps = newTotal;
      listener.onProgress(Stage.DIFFUSION, newStep, newTotal);
    }
  }

  /** Returns true when pictures that are not finished are wanted. */
  public boolean wantsPreviews() {
    return listener.wantedPreviews() > 0;
  }

  /**
   * Passes on a picture that is not finished.
   *
   * @param encoded as the server sent it
   */
  public void preview(byte[] encoded) {
    if (!wantsPreviews()) {
      return;
    }
    try (IncomingPreview preview = codec.beginPreview(cancellation)) {
      preview.write(encoded, 0, encoded.length);
      listener.onPreview(preview);
    }
  }

  /** Reports that the picture is finished and comes. */
  public void finished() {
    listener.onProgress(Stage.DECODING, 0, 0);
  }

  /**
   * Throws when the attempt should end.
   *
   * @throws GpuFailure when its time is up
   */
  public void check(String server) throws GpuFailure, CancelledException {
    cancellation.check();
    if (Thread.currentThread().isInterrupted()) {
      throw new CancelledException(Cancellation.Reason.SHUTDOWN);
    }
    if (remaining().isZero()) {
      throw new GpuFailure(
          GpuFault.TIMEOUT,
          server
              + " did not finish the picture in time, step "
              + step
              + " of "
              + (totalSteps == 0 ? "?" : totalSteps)
              + "; allow more with --image-timeout and --lock-ttl");
    }
  }
}
