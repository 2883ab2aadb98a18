package dev.dalleserver.spending;

import dev.dalleserver.pricing.Expense;
import dev.dalleserver.storage.FileStore;
import dev.dalleserver.storage.StateFile;
import dev.dalleserver.text.PlainReason;
import java.io.IOException;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The history of one process that owns its data directory, in {@code metrics/usage_days.json}. The
 * file appears with the first expense.
 */
public final class LocalUsageHistory implements UsageHistory {
  private static final Logger LOG = LoggerFactory.getLogger(LocalUsageHistory.class);
  private static final int MAX_DAYS = 92;
  private static final StateFile.Form<Stored> FORM =
      new StateFile.Form<>(Stored.class, Stored::isValid);

  private final StateFile<Stored> file;
  private final Clock clock;

  /** The latest first; replaced under this object's monitor, read by any thread. */
  private volatile List<UsageDay> days;

  private record Stored(List<UsageDay> days) {
    boolean isValid() {
      return days != null
          && days.stream()
              .allMatch(day -> day != null && day.day() != null && day.expenses() != null);
    }
  }

  /**
   * Continues from the stored days; sets a file aside that cannot be parsed.
   *
   * @throws IOException when the file cannot be read
   */
  public LocalUsageHistory(FileStore store, Clock clock) throws IOException {
    this.file = new StateFile<>(store, "usage_days.json", FORM, clock);
    this.clock = clock;
    this.days =
        file.load(LOG, "usage_days").map(stored -> List.copyOf(stored.days())).orElse(List.of());
  }

  @Override
  public List<UsageDay> days() {
    return days;
  }

  @Override
  public synchronized void record(String series, Expense expense) {
    String today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC).toString();
    List<UsageDay> after = new ArrayList<>(days);
    // A clock that was set back adds to the latest day, as in the ledger.
    boolean isNew = after.isEmpty() || after.get(0).day().compareTo(today) < 0;
    if (isNew) {
      after.add(0, UsageDay.empty(today));
    }
    after.set(0, after.get(0).plus(series, expense));
    days = List.copyOf(after.subList(0, Math.min(MAX_DAYS, after.size())));
    try {
      file.save(new Stored(days));
    } catch (IOException e) {
      // The next expense stores this one too.
      LOG.warn("usage_days event=not_saved reason=\"{}\"", PlainReason.of(e));
    }
  }

  /** Returns true when these bytes are a stored history that a server can continue from. */
  public static boolean canParse(byte[] history) {
    return FORM.parse(history).isPresent();
  }

  /** Returns the days that these bytes of a file tell of, the latest first. */
  public static Optional<List<UsageDay>> parse(byte[] history) {
    return FORM.parse(history).map(Stored::days);
  }

  /**
   * Returns the bytes of a file from which a server continues with that history.
   *
   * @param days the latest first
   */
  public static byte[] bytes(List<UsageDay> days) {
    return FORM.bytes(new Stored(days));
  }
}
