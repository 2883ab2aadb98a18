package dev.dalleserver.pictures;

import dev.dalleserver.jobs.Cancellation;
import dev.dalleserver.jobs.CancelledException;
import dev.dalleserver.jobs.JobException;
import dev.dalleserver.pricing.ImageTerms;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** A provider that passes every call on to another one; subclasses change some of them. */
public abstract class ForwardingImageProvider implements ImageProvider {
  private final ImageProvider provider;

  /**
   * @param provider gets the calls
   */
  protected ForwardingImageProvider(ImageProvider provider) {
    this.provider = provider;
  }

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
  public ImageTerms terms(PaintRequest request) {
    return provider.terms(request);
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
    return provider.paint(request, listener, cancellation);
  }
}
