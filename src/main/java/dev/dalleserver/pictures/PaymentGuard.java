package dev.dalleserver.pictures;

import dev.dalleserver.dress.Dress;
import dev.dalleserver.jobs.Cancellation;
import dev.dalleserver.jobs.CancelledException;
import dev.dalleserver.jobs.FailureCode;
import dev.dalleserver.jobs.JobException;
import dev.dalleserver.jobs.StateUnavailableException;
import dev.dalleserver.picture.ReceivedName;
import dev.dalleserver.pricing.Expense;
import dev.dalleserver.pricing.ExpenseListener;
import dev.dalleserver.pricing.ImageTerms;
import dev.dalleserver.pricing.Money;
import dev.dalleserver.pricing.PriceTable;
import dev.dalleserver.pricing.TokenUsage;
import dev.dalleserver.pricing.UsageListener;
import dev.dalleserver.spending.PaymentIntent.Outcome;
import dev.dalleserver.spending.SpendingLedger;
import dev.dalleserver.storage.ArtifactStore;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A guard in front of every call that costs money: it allows none whose result could not be stored,
 * and no more than the limit of images and the budget allow; and it tells what each has cost.
 */
public final class PaymentGuard {
  /** Bytes of a large picture as it is stored; from a usual provider it has a few megabytes. */
  private static final long STORED_BYTES = 16L << 20;

  /**
   * Bytes that one picture needs on disk: as it is received, as it is generated and as it is
   * annotated, all at the same time.
   */
  private static final long REQUIRED_BYTES = ReceivedPictures.MAX_BYTES + 2 * STORED_BYTES;

  /** A name for a request that is only looked at. */
  private static final ReceivedName ANY_PICTURE = new ReceivedName("estimate.0");

  /** The name of pictures of no series; no series can have it. */
  private static final String FREE_PROMPT = "_free_prompt";

  private final ArtifactStore store;
  private final SpendingLedger ledger;
  private final ReceivedPictures received;
  private final Supplier<PriceTable> prices;
  private final ExpenseListener expenses;

  /**
   * @param received keeps pictures that are paid for as they arrive
   * @param prices what calls cost now
   * @param expenses learns what each has cost
   */
  public PaymentGuard(
      ArtifactStore store,
      SpendingLedger ledger,
      ReceivedPictures received,
      Supplier<PriceTable> prices,
      ExpenseListener expenses) {
    this.store = store;
    this.ledger = ledger;
    this.received = received;
    this.prices = prices;
    this.expenses = expenses;
  }

  /** Creates a guard without prices. */
  public PaymentGuard(ArtifactStore store, SpendingLedger ledger, ReceivedPictures received) {
    this(store, ledger, received, () -> PriceTable.NONE, ExpenseListener.NONE);
  }

  /** Returns the same providers, guarded where they cost money. */
  public PictureProviders guard(PictureProviders providers) {
    boolean paid = providers.provider().map(ImageProvider::isPaid).orElse(false);
    if (!paid && providers.enhancer().isEmpty()) {
      return providers;
    }
    return new PictureProviders(
        providers
            .enhancer()
            .map(
                enhancer ->
                    new GuardedEnhancer(enhancer, providers.provider().filter(any -> paid))),
        paid ? providers.provider().map(Guarded::new) : providers.provider(),
        providers.annotator(),
        providers.previews());
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

  private void record(Optional<Expense> expense, String series, UsageListener listener) {
    expense.ifPresent(
        paid -> {
          expenses.record(series, paid);
          listener.onExpense(paid);
        });
  }

  private JobException notStorable(IOException fault) {
    return new JobException(
        FailureCode.FILE_SYSTEM_ERROR,
        "the provider was not asked, since its answer could not be stored: "
            + store.describe(fault),
        fault);
  }

  /** A provider that is called only when there is room and budget for its picture. */
  private final class Guarded extends ForwardingImageProvider {
    Guarded(ImageProvider provider) {
      super(provider);
    }

    @Override
    public Optional<Duration> refusalDuration() {
      boolean affordable = prices.get().cheapestImage(model()).map(ledger::affords).orElse(true);
      return ledger.isExhausted() || !affordable
          ? Optional.of(ledger.untilReset())
          : Optional.empty();
    }

    @Override
    public PaintedImage paint(
        PaintRequest request, ProgressListener listener, Cancellation cancellation)
        throws JobException, CancelledException {
      requireRoomForPicture();
      cancellation.beginPaying();
      Payments payments = new Payments(this, listener, request);
      Outcome outcome = Outcome.UNCERTAIN;
      String quality = "";
      try {
        PaintedImage image = super.paint(request, payments, cancellation);
        outcome = Outcome.RECEIVED;
        quality = image.notes().quality();
        return image;
      } catch (JobException e) {
        outcome = e.mayHaveCost() ? Outcome.UNCERTAIN : Outcome.FREE;
        throw e;
      } catch (CancelledException e) {
        outcome = payments.isWaiting() ? Outcome.FREE : Outcome.UNCERTAIN;
        throw e;
      } catch (StateUnavailableException e) {
        outcome = Outcome.INTERRUPTED;
        throw e;
      } finally {
        boolean goesOn = outcome == Outcome.UNCERTAIN && isOnlyStoppedHere(cancellation);
        payments.end(goesOn ? Outcome.INTERRUPTED : outcome, quality);
      }
    }

    /** Whether the work is to go on from before the call, in another process or this one. */
    private static boolean isOnlyStoppedHere(Cancellation cancellation) {
      cancellation.checkLease();
      return cancellation
          .reason()
          .filter(it -> it == Cancellation.Reason.LEASE_LOST || it == Cancellation.Reason.SHUTDOWN)
          .isPresent();
    }
  }

  /** An enhancer whose calls count against the budget, where its model has a price. */
  private final class GuardedEnhancer implements PromptEnhancer {
    private final PromptEnhancer enhancer;
    private final Optional<ImageProvider> painter;

    /**
     * @param painter will be paid for a picture with the prompt; empty for one that costs nothing
     */
    GuardedEnhancer(PromptEnhancer enhancer, Optional<ImageProvider> painter) {
      this.enhancer = enhancer;
      this.painter = painter;
    }

    @Override
    public String model() {
      return enhancer.model();
    }

    @Override
    public String enhance(Dress dress, UsageListener listener, Cancellation cancellation)
        throws JobException, CancelledException {
      if (painter.isPresent()) {
        requireRoom();
        requireMoneyForBoth(painter.get(), dress);
      }
      PaidCall call = begin();
      Outcome outcome = Outcome.UNCERTAIN;
      try {
        String prompt = enhancer.enhance(dress, tokensOf(call), cancellation);
        outcome = Outcome.RECEIVED;
        return prompt;
      } catch (JobException e) {
        outcome = e.mayHaveCost() ? Outcome.UNCERTAIN : Outcome.FREE;
        throw e;
      } finally {
        record(end(call, outcome), dress.series(), listener);
      }
    }

    /** Refuses a prompt whose picture could not be paid for any more: it would be of no use. */
    private void requireMoneyForBoth(ImageProvider provider, Dress dress) throws JobException {
      ImageTerms terms = provider.terms(PaintRequest.of(dress, ANY_PICTURE));
      Money picture = prices.get().estimateImage(provider.model(), terms).orElse(Money.ZERO);
      Money both = picture.plus(prices.get().estimatePrompt(model()).orElse(Money.ZERO));
      if (!ledger.affords(both)) {
        throw new JobException(
            FailureCode.BUDGET_EXHAUSTED,
            "the budget of "
                + ledger.budget()
                + " a day leaves no room for a better prompt and its picture");
      }
    }

    private PaidCall begin() throws JobException {
      Optional<Money> estimate = prices.get().estimatePrompt(model());
      try {
        return new PaidCall(
            estimate.isPresent()
                ? Optional.of(ledger.beginPrompt(estimate.get()))
                : Optional.empty(),
            estimate);
      } catch (IOException e) {
        throw notStorable(e);
      }
    }

    private Optional<Expense> end(PaidCall call, Outcome outcome) {
      return call.end(
          outcome,
          Expense.CHAT,
          model(),
          tokens -> prices.get().cost(model(), tokens),
          Optional.empty(),
          prices.get().currency());
    }

    private UsageListener tokensOf(PaidCall call) {
      return new UsageListener() {
        @Override
        public void onUsage(TokenUsage usage) {
          call.add(usage);
        }
      };
    }
  }

  /** The payments for one picture: one, and one more for each request that may be paid again. */
  private final class Payments extends ForwardingProgressListener {
    private final String model;
    private final ImageTerms terms;
    private final ProgressListener listener;
    private final PaintRequest request;
    private PaidCall call;
    private boolean ended;

    /** Whether the request waits for the provider's rate limit: it has not been made then. */
    private volatile boolean waiting;

    Payments(ImageProvider provider, ProgressListener listener, PaintRequest request)
        throws JobException {
      super(listener);
      this.model = provider.model();
      this.terms = provider.terms(request);
      this.listener = listener;
      this.request = request;
      this.call = begin();
    }

    private PaidCall begin() throws JobException {
      Optional<Money> estimate = prices.get().estimateImage(model, terms);
      try {
        String subject = request.receivedAs().text();
        return new PaidCall(
            Optional.of(ledger.begin(subject, estimate.orElse(Money.ZERO))), estimate);
      } catch (IOException e) {
        throw notStorable(e);
      }
    }

    boolean isWaiting() {
      return waiting;
    }

    @Override
    public void onWaiting(int position, Duration wait) {
      waiting = true;
      super.onWaiting(position, wait);
    }

    @Override
    public void onAdmitted() {
      waiting = false;
      super.onAdmitted();
    }

    @Override
    public void beforeRepeat() throws JobException {
      super.beforeRepeat();
      // Ended first: the next intent is no sign of a process that died before it.
      end(Outcome.UNCERTAIN, "");
      ended = true;
      call = begin();
      ended = false;
    }

    @Override
    public void onUsage(TokenUsage usage) {
      call.add(usage);
    }

    /**
     * @param quality of the picture, as far as the provider says
     */
    void end(Outcome outcome, String quality) {
      if (ended) {
        // The budget allowed no further request; what was paid before is recorded.
        return;
      }
      Optional<Expense> expense =
          call.end(
              outcome,
              Expense.IMAGE,
              model,
              tokens -> prices.get().cost(model, tokens),
              prices.get().estimateImage(model, terms.withQuality(quality)),
              prices.get().currency());
      record(expense, request.dress().map(Dress::series).orElse(FREE_PROMPT), listener);
    }
  }
}
