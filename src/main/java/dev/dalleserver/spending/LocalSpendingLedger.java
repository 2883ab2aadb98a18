package dev.dalleserver.spending;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.dalleserver.jobs.FailureCode;
import dev.dalleserver.jobs.JobException;
import dev.dalleserver.pricing.Money;
import dev.dalleserver.storage.FileStore;
import dev.dalleserver.storage.StateFile;
import dev.dalleserver.text.PlainReason;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ledger of one process that owns its data directory: count and cost of the day are in {@code
 * metrics/image_budget.json}. Intents are not stored: a picture that arrived is on disk before it
 * is used, and of a call that was cut off the count alone remains.
 */
public final class LocalSpendingLedger implements SpendingLedger {
  private static final Logger LOG = LoggerFactory.getLogger(LocalSpendingLedger.class);
  private static final StateFile.Form<Spent> FORM =
      new StateFile.Form<>(Spent.class, Spent::isValid);

  private final StateFile<Spent> file;
  private final Clock clock;
  private final int limit;
  private final Money budget;

  /** Guarded by this object. */
  private Spent spent;

  /**
   * The contents of the file.
   *
   * @param day as {@code 2026-03-01}, in UTC
   * @param spent absent in the files of servers without prices, and of earlier versions
   */
  private record Spent(
      String day, int images, @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Money spent) {
    static Spent of(String day, int images, Money spent) {
      return new Spent(day, images, spent.isZero() ? null : spent);
    }

    Money money() {
      return spent == null ? Money.ZERO : spent;
    }

    boolean isValid() {
      try {
        return images >= 0 && day != null && LocalDate.parse(day) != null;
      } catch (DateTimeParseException e) {
        return false;
      }
    }
  }

  /**
   * Continues from the stored count; sets a file aside that cannot be parsed.
   *
   * @param limit images a day; 0 is no limit
   * @param budget money a day; zero is no budget
   * @throws IOException when the file cannot be read
   */
  public LocalSpendingLedger(FileStore store, Clock clock, int limit, Money budget)
      throws IOException {
    this.file = new StateFile<>(store, "image_budget.json", FORM, clock);
    this.clock = clock;
    this.limit = limit;
    this.budget = budget;
    this.spent =
        file.load(LOG, "image_budget").orElseGet(() -> new Spent(day().toString(), 0, null));
  }

  /** Returns true when these bytes are a stored count that a server can continue from. */
  public static boolean canParse(byte[] count) {
    return FORM.parse(count).isPresent();
  }

  /** Returns what these bytes of a file tell; empty where a server could not continue from them. */
  public static Optional<SpentDay> parse(byte[] count) {
    return FORM.parse(count)
        .map(spent -> new SpentDay(LocalDate.parse(spent.day()), spent.images(), spent.money()));
  }

  /** Returns the bytes of a file from which a server continues with that count. */
  public static byte[] bytes(SpentDay day) {
    return FORM.bytes(Spent.of(day.day().toString(), day.images(), day.money()));
  }

  @Override
  public int limit() {
    return limit;
  }

  @Override
  public synchronized int used() {
    return today().images();
  }

  @Override
  public Duration untilReset() {
    return Duration.between(
        clock.instant(), day().plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant());
  }

  @Override
  public Money budget() {
    return budget;
  }

  @Override
  public synchronized Money spent() {
    return today().money();
  }

  @Override
  public PaymentIntent begin(String subject, Money estimate) throws JobException, IOException {
    return begin(1, estimate);
  }

  @Override
  public PaymentIntent beginPrompt(Money estimate) throws JobException, IOException {
    return begin(0, estimate);
  }

  private synchronized PaymentIntent begin(int images, Money estimate)
      throws JobException, IOException {
    Spent before = today();
    if (images > 0 && limit > 0 && before.images() >= limit) {
      throw new JobException(
          FailureCode.BUDGET_EXHAUSTED,
          "the limit of " + limit + " images a day is used up; it is reset at midnight UTC");
    }
    if (!affords(estimate)) {
      throw new JobException(
          FailureCode.BUDGET_EXHAUSTED,
          "the budget of "
              + budget
              + " a day leaves no room for a call of about "
              + estimate
              + "; it is reset at midnight UTC");
    }
    save(Spent.of(before.day(), before.images() + images, before.money().plus(estimate)));
    return new Intent(before.day(), images, estimate);
  }

  @Override
  public long possiblyBilledTwice() {
    return 0;
  }

  /** A call that was counted on {@code day}; its state is guarded by the ledger. */
  private final class Intent implements PaymentIntent {
    private final String day;
    private final int images;
    private final Money estimate;
    private boolean ended;

    Intent(String day, int images, Money estimate) {
      this.day = day;
      this.images = images;
      this.estimate = estimate;
    }

    @Override
    public void end(Outcome outcome, Optional<Money> cost) {
      synchronized (LocalSpendingLedger.this) {
        if (ended) {
          return;
        }
        ended = true;
        boolean free = outcome == Outcome.FREE;
        Money charged = free ? Money.ZERO : cost.orElse(estimate);
        correct(day, free ? images : 0, estimate, charged);
      }
    }
  }

  /**
   * Uncounts images, and replaces an estimate by a cost, where they were counted on that day;
   * called under the ledger's monitor.
   */
  private void correct(String day, int images, Money estimate, Money cost) {
    Spent before = today();
    if (!before.day().equals(day) || (images == 0 && cost.equals(estimate))) {
      return;
    }
    Spent after =
        Spent.of(
            day, Math.max(0, before.images() - images), before.money().minus(estimate).plus(cost));
    try {
      save(after);
    } catch (IOException e) {
      // What is given back stays counted, which is safe; what costs more counts from now on, until
      // the process ends. Storing pictures on the same disk reports the fault.
      spent = cost.compareTo(estimate) > 0 ? after : spent;
      LOG.debug("image_budget event=not_corrected reason=\"{}\"", PlainReason.withFile(e));
    }
  }

  private void save(Spent after) throws IOException {
    file.save(after);
    spent = after;
  }

  /**
   * Returns the count of today. A stored day that has passed no longer counts. A stored day in the
   * future was written before the clock was set back, and counts as today, so that setting the
   * clock does not renew the budget.
   */
  private Spent today() {
    LocalDate day = day();
    boolean passed = LocalDate.parse(spent.day()).isBefore(day);
    return passed
        ? new Spent(day.toString(), 0, null)
        : new Spent(day.toString(), spent.images(), spent.spent());
  }

  private LocalDate day() {
    return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
  }
}
