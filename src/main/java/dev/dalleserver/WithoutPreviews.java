package dev.dalleserver;

import dev.dalleserver.jobs.Cancellation;
import dev.dalleserver.jobs.CancelledException;
import dev.dalleserver.jobs.JobException;
import dev.dalleserver.pictures.ImageProvider;
import dev.dalleserver.pictures.PaintRequest;
import dev.dalleserver.pictures.PaintedImage;
import dev.dalleserver.pictures.ProgressListener;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** A provider that is asked for no previews, whatever clients want. */
record WithoutPreviews(ImageProvider provider) implements ImageProvider {
  @Override
  public String name() {
    return provider.name();
  }

  @Override
  public String model() {
    return provider.model();
  }

  @Override
  public boolean isPaid() {
    return provider.isPaid();
  }

  @Override
  public Optional<Duration> refusalDuration() {
    return provider.refusalDuration();
  }

  @Override
  public Optional<PaintedImage> findReceived(PaintRequest request, Cancellation cancellation)
      throws JobException, CancelledException {
    return provider.findReceived(request, cancellation);
  }

  @Override
  public Optional<PaintedImage> findSetAside(
      PaintRequest request, Instant since, Cancellation cancellation) throws CancelledException {
    return provider.findSetAside(request, since, cancellation);
  }

  @Override
  public PaintedImage paint(
      PaintRequest request, ProgressListener listener, Cancellation cancellation)
      throws JobException, CancelledException {
    return provider.paint(request, new Unwanted(listener), cancellation);
  }

  /** Passes on all but previews, of which it wants none. */
  private record Unwanted(ProgressListener listener) implements ProgressListener {
    @Override
    public void onProgress(Stage stage, int step, int totalSteps) {
      listener.onProgress(stage, step, totalSteps);
    }

    @Override
    public void onWaiting(int position, Duration wait) {
      listener.onWaiting(position, wait);
    }

    @Override
    public void onAdmitted() {
      listener.onAdmitted();
    }

    @Override
    public void beforeRepeat() throws JobException {
      listener.beforeRepeat();
    }
  }
}
