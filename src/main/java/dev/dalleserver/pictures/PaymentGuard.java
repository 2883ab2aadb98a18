package dev.dalleserver.pictures;

import dev.dalleserver.dress.Dress;
import dev.dalleserver.jobs.Cancellation;
import dev.dalleserver.jobs.CancelledException;
import dev.dalleserver.jobs.FailureCode;
import dev.dalleserver.jobs.JobException;
import dev.dalleserver.spending.PaymentIntent;
import dev.dalleserver.spending.PaymentIntent.Outcome;
import dev.dalleserver.spending.SpendingLedger;
import dev.dalleserver.storage.ArtifactStore;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A guard in front of every call that costs money: it allows none whose result could not be stored,
 * and no more images than the budget allows.
 */
public final class PaymentGuard {
  /** Bytes of a large picture as it is stored; from a usual provider it has a few megabytes. */
  private static final long STORED_BYTES = 16L << 20;

  /**
   * Bytes that one picture needs on disk: as it is received, as it is generated and as it is
   * annotated, all at the same time.
   */
  private static final long REQUIRED_BYTES = ReceivedPictures.MAX_BYTES + 2 * STORED_BYTES;

  private final ArtifactStore store;
  private final SpendingLedger ledger;
  private final ReceivedPictures received;

  /**
   * @param received keeps pictures that are paid for as they arrive
   */
  public PaymentGuard(ArtifactStore store, SpendingLedger ledger, ReceivedPictures received) {
    this.store = store;
    this.ledger = ledger;
    this.received = received;
  }

  /** Returns the same providers, guarded where they cost money. */
  public PictureProviders guard(PictureProviders providers) {
    boolean paid = providers.provider().map(ImageProvider::isPaid).orElse(false);
    if (!paid) {
      return providers;
    }
    return new PictureProviders(
        providers.enhancer().map(enhancer -> guarded(enhancer)),
        providers.provider().map(Guarded::new),
        providers.annotator(),
        providers.previews());
  }

  private PromptEnhancer guarded(PromptEnhancer enhancer) {
    return (Dress dress, Cancellation cancellation) -> {
      requireRoom();
      return enhancer.enhance(dress, cancellation);
    };
  }

  private void requireRoom() throws JobException {
    try {
      store.requireRoom(REQUIRED_BYTES);
    } catch (IOException e) {
      throw notStorable(e);
    }
  }

  private void requireRoomForPicture() throws JobException {
    try {
      // Does not try to force a file: the budget count, which is written next, is forced.
      received.requireRoom(REQUIRED_BYTES);
    } catch (IOException e) {
      throw notStorable(e);
    }
  }

  private PaymentIntent begin(PaintRequest request) throws JobException {
    try {
      return ledger.begin(request.receivedAs().text());
    } catch (IOException e) {
      throw notStorable(e);
    }
  }

  private JobException notStorable(IOException fault) {
    return new JobException(
        FailureCode.FILE_SYSTEM_ERROR,
        "the provider was not asked, since its answer could not be stored: "
            + store.describe(fault),
        fault);
  }

  /** A provider that is called only when there is room and budget for its picture. */
  private final class Guarded implements ImageProvider {
    private final ImageProvider provider;

    Guarded(ImageProvider provider) {
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
      return true;
    }

    @Override
    public Optional<Duration> refusalDuration() {
      return ledger.isExhausted() ? Optional.of(ledger.untilReset()) : Optional.empty();
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
      requireRoomForPicture();
      cancellation.beginPaying();
      Payments payments = new Payments(listener, request, begin(request));
      Outcome outcome = Outcome.UNCERTAIN;
      try {
        PaintedImage image = provider.paint(request, payments, cancellation);
        outcome = Outcome.RECEIVED;
        return image;
      } catch (JobException e) {
        outcome = e.mayHaveCost() ? Outcome.UNCERTAIN : Outcome.FREE;
        throw e;
      } finally {
        payments.end(outcome);
      }
    }
  }

  /** The payments for one picture: one, and one more for each request that may be paid again. */
  private final class Payments implements ProgressListener {
    private final ProgressListener listener;
    private final PaintRequest request;
    private PaymentIntent intent;

    Payments(ProgressListener listener, PaintRequest request, PaymentIntent first) {
      this.listener = listener;
      this.request = request;
      this.intent = first;
    }

    @Override
    public void onProgress(Stage stage, int step, int totalSteps) {
      listener.onProgress(stage, step, totalSteps);
    }

    @Override
    public int wantedPreviews() {
      return listener.wantedPreviews();
    }

    @Override
    public void onPreview(Preview preview) {
      listener.onPreview(preview);
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
      // Ended first: the next intent is no sign of a process that died before it.
      intent.end(Outcome.UNCERTAIN);
      intent = begin(request);
    }

    void end(Outcome outcome) {
      intent.end(outcome);
    }
  }
}
