package dev.dalleserver.gpu;

import dev.dalleserver.dress.Dress;
import dev.dalleserver.jobs.Cancellation;
import dev.dalleserver.jobs.CancelledException;
import dev.dalleserver.jobs.JobException;
import dev.dalleserver.pictures.ImageProvider;
import dev.dalleserver.pictures.ImageSize;
import dev.dalleserver.pictures.PaintRequest;
import dev.dalleserver.pictures.PaintedImage;
import dev.dalleserver.pictures.PictureCodec;
import dev.dalleserver.pictures.ProgressListener;
import dev.dalleserver.pictures.ProgressListener.Stage;
import dev.dalleserver.pictures.ReceivedPictures;
import dev.dalleserver.pictures.ReceivedPictures.Received;
import dev.dalleserver.resilience.CallEnvironment;
import dev.dalleserver.resilience.Operation;
import dev.dalleserver.resilience.ResiliencePolicy;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A provider of pictures from a server of one's own, whichever its protocol is. */
final class GpuImages implements ImageProvider {
  private static final long MAX_PIXELS = 16_000_000;
  private static final String INLINE = "b64_json";
  private static final ImageSize LANDSCAPE = new ImageSize(1216, 832);
  private static final ImageSize PORTRAIT = new ImageSize(832, 1216);

  private final ImageServer server;
  private final ResiliencePolicy calls;
  private final ReceivedPictures pictures;
  private final PictureCodec codec;
  private final CallEnvironment environment;
  private final GpuSettings settings;
  // Guarded by this.
  private int inFlight;

  /**
   * @param settings the size of pictures, and how long one attempt may take
   */
  GpuImages(
      ImageServer server,
      ResiliencePolicy calls,
      ReceivedPictures pictures,
      PictureCodec codec,
      CallEnvironment environment,
      GpuSettings settings) {
    this.server = server;
    this.calls = calls;
    this.pictures = pictures;
    this.codec = codec;
    this.environment = environment;
    this.settings = settings;
  }

  @Override
  public String name() {
    return server.name();
  }

  @Override
  public String model() {
    return server.model();
  }

  @Override
  public boolean isPaid() {
    return false;
  }

  @Override
  public PaintedImage paint(
      PaintRequest request, ProgressListener listener, Cancellation cancellation)
      throws JobException, CancelledException {
    listener.onProgress(Stage.LOADING, 0, 0);
    ImageSize size = size(request);
    ImageServer.Answer answer =
        calls.call(
            Operation.IMAGE,
            cancellation,
            () ->
                attempt(
                    new PaintJob(
                        request,
                        size,
                        listener,
                        cancellation,
                        new PaintJob.Store(pictures, codec),
                        environment.nanos(),
                        settings.timeout())));
    listener.onProgress(Stage.DECODING, 0, 0);
    return finished(answer, request, environment.clock().instant(), cancellation);
  }

  private ImageServer.Answer attempt(PaintJob job) throws GpuFailure, CancelledException {
    synchronized (this) {
      inFlight++;
    }
    try {
      return server.paint(job);
    } finally {
      synchronized (this) {
        inFlight--;
        notifyAll();
      }
    }
  }

  /** Waits until the server was told to stop what it works on, but not longer than that. */
  synchronized void awaitStops(Duration patience) throws InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    for (long left = patience.toMillis(); inFlight > 0 && left > 0; ) {
      wait(left);
      left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
    }
  }

  @Override
  public Optional<PaintedImage> findReceived(PaintRequest request, Cancellation cancellation)
      throws JobException, CancelledException {
    Optional<Received> found = pictures.find(request.receivedAs());
    if (found.isEmpty()) {
      return Optional.empty();
    }
    ImageServer.Answer answer = new ImageServer.Answer(found.get(), INLINE, "", List.of());
    try {
      return Optional.of(finished(answer, request, found.get().receivedAt(), cancellation));
    } catch (GpuFailure unusable) {
      // Set aside, or stored by a run that was ended: another one costs nothing.
      if (found.get().isGone()) {
        return Optional.empty();
      }
      throw unusable;
    }
  }

  private PaintedImage finished(
      ImageServer.Answer answer, PaintRequest request, Instant createdAt, Cancellation cancellation)
      throws GpuFailure, CancelledException {
    Received picture = answer.picture();
    try {
      PictureCodec.Png png = codec.reencode(picture, MAX_PIXELS, request.size(), cancellation);
      return new PaintedImage(
          png.png(),
          png.size(),
          request.seed(),
          answer.mode(),
          "",
          answer.jobId(),
          createdAt,
          answer.ignored(),
          Optional.of(picture));
    } catch (PictureCodec.UnreadablePictureException bad) {
      String reason = String.valueOf(bad.getMessage());
      Optional<String> kept = pictures.setAside(picture, reason);
      throw new GpuFailure(
          GpuFault.BAD_PICTURE,
          "the server sent no usable picture: "
              + reason
              + kept.map(where -> "; kept as " + where).orElse(""),
          bad);
    } catch (IOException fault) {
      // The end of the run interrupts reading.
      cancellation.check();
      throw new GpuFailure(
          GpuFault.NOT_KEPT,
          "the picture was received and cannot be read again: " + pictures.describe(fault),
          fault);
    }
  }

  private ImageSize size(PaintRequest request) {
    return request
        .size()
        .or(settings::size)
        .orElseGet(
            () ->
                switch (request.dress().map(Dress::orientation).orElse("")) {
                  case "landscape" -> LANDSCAPE;
                  case "portrait" -> PORTRAIT;
                  default -> ImageSize.SQUARE;
                });
  }
}
