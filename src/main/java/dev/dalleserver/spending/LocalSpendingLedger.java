package dev.dalleserver.spending;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.dalleserver.jobs.FailureCode;
import dev.dalleserver.jobs.JobException;
import dev.dalleserver.storage.FileStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ledger of one process that owns its data directory: the count of the day is in {@code
 * metrics/image_budget.json}. Intents are not stored: a picture that arrived is on disk before it
 * is used, and of a call that was cut off the count alone remains.
 */
public final class LocalSpendingLedger implements SpendingLedger {
  private static final Logger LOG = LoggerFactory.getLogger(LocalSpendingLedger.class);
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  private final FileStore store;
  private final Path path;
  private final Clock clock;
  private final int limit;

  /** Guarded by this object. */
  private Spent spent;

  /**
   * The contents of the file.
   *
   * @param day as {@code 2026-03-01}, in UTC
   */
  private record Spent(String day, int images) {
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
   * @throws IOException when the file cannot be read
   */
  public LocalSpendingLedger(FileStore store, Clock clock, int limit) throws IOException {
    this.store = store;
    this.path = store.layout().metrics().resolve("image_budget.json");
    this.clock = clock;
    this.limit = limit;
    this.spent = load();
  }

  /** Returns true when these bytes are a stored count that a server can continue from. */
  public static boolean canParse(byte[] count) {
    return parse(count).isPresent();
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
  public synchronized PaymentIntent begin(String subject) throws JobException, IOException {
    Spent before = today();
    if (limit > 0 && before.images() >= limit) {
      throw new JobException(
          FailureCode.BUDGET_EXHAUSTED,
          "the limit of " + limit + " images a day is used up; it is reset at midnight UTC");
    }
    save(new Spent(before.day(), before.images() + 1));
    return new Intent(before.day());
  }

  @Override
  public long possiblyBilledTwice() {
    return 0;
  }

  /** An image that was counted on {@code day}; its state is guarded by the ledger. */
  private final class Intent implements PaymentIntent {
    private final String day;
    private boolean ended;

    Intent(String day) {
      this.day = day;
    }

    @Override
    public void end(Outcome outcome) {
      synchronized (LocalSpendingLedger.this) {
        if (!ended && outcome == Outcome.FREE) {
          refund(day);
        }
        ended = true;
      }
    }
  }

  /** Uncounts an image that was counted on that day; called under the ledger's monitor. */
  private void refund(String day) {
    Spent before = today();
    if (before.images() == 0 || !before.day().equals(day)) {
      return;
    }
    try {
      save(new Spent(before.day(), before.images() - 1));
    } catch (IOException e) {
      // A count that is too high is safe; storing pictures on the same disk reports the fault.
      LOG.debug("image_budget event=not_given_back reason=\"{}\"", e.toString());
    }
  }

  private void save(Spent after) throws IOException {
    store.write(path, JSON.writeValueAsBytes(after));
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
    return new Spent(day.toString(), passed ? 0 : spent.images());
  }

  private LocalDate day() {
    return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
  }

  private Spent load() throws IOException {
    Optional<byte[]> bytes = store.read(path);
    if (bytes.isPresent()) {
      Optional<Spent> stored = parse(bytes.get());
      if (stored.isPresent()) {
        return stored.get();
      }
      Path aside = store.setAside(path, clock.millis());
      LOG.warn("image_budget event=damaged set_aside={}", store.layout().relative(aside));
    }
    return new Spent(day().toString(), 0);
  }

  private static Optional<Spent> parse(byte[] bytes) {
    try {
      return Optional.ofNullable(JSON.readValue(bytes, Spent.class)).filter(Spent::isValid);
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
