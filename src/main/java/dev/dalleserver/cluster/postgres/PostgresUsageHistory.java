package dev.dalleserver.cluster.postgres;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.dalleserver.pricing.Expense;
import dev.dalleserver.spending.UsageDay;
import dev.dalleserver.spending.UsageHistory;
import dev.dalleserver.text.PlainReason;
import java.sql.Date;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What all processes of a cluster have used and paid for on the last days. */
public final class PostgresUsageHistory implements UsageHistory {
  private static final Logger LOG = LoggerFactory.getLogger(PostgresUsageHistory.class);
  private static final int MAX_DAYS = 92;

  /** How many expenses wait for a database that is away. */
  private static final int MAX_PENDING = 1000;

  private static final JsonMapper JSON =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  private static final Sql LATEST =
      new Sql("usage_latest", "SELECT day FROM usage_day ORDER BY day DESC LIMIT 1");
  private static final Sql OPEN =
      new Sql(
          "usage_open", "INSERT INTO usage_day (day, usage) VALUES (?, ?) ON CONFLICT DO NOTHING");
  private static final Sql LOCK =
      new Sql("usage_lock", "SELECT usage FROM usage_day WHERE day = ? FOR UPDATE");
  private static final Sql WRITE =
      new Sql("usage_write", "UPDATE usage_day SET usage = ? WHERE day = ?");
  private static final Sql DAYS =
      new Sql("usage_days", "SELECT usage FROM usage_day ORDER BY day DESC LIMIT " + MAX_DAYS);
  private static final Sql PURGE =
      new Sql("usage_purge", "DELETE FROM usage_day WHERE day <= ?::date - " + MAX_DAYS);

  private final Database database;
  private final Today today;

  /** Guarded by this. */
  private final List<Recorded> pending = new ArrayList<>();

  private volatile List<UsageDay> last = List.of();

  private record Recorded(String series, Expense expense) {}

  public PostgresUsageHistory(Database database) {
    this(database, Today.OF_DATABASE);
  }

  PostgresUsageHistory(Database database, Today today) {
    this.database = database;
    this.today = today;
  }

  @Override
  public synchronized void record(String series, Expense expense) {
    if (pending.size() < MAX_PENDING) {
      pending.add(new Recorded(series, expense));
    }
    List<Recorded> all = List.copyOf(pending);
    try {
      database.transaction(
          "usage_record",
          session -> {
            add(session, all);
            return true;
          });
      pending.clear();
    } catch (DatabaseUnavailableException | DatabaseException e) {
      // The next expense stores this one too.
      LOG.warn("usage_days event=not_saved reason=\"{}\"", PlainReason.of(e));
    }
  }

  private void add(Session session, List<Recorded> all) throws SQLException {
    LocalDate now = today.read(session);
    // A clock that was set back adds to the latest day, as in the ledger.
    LocalDate day =
        session
            .first(LATEST, row -> row.getObject(1, LocalDate.class))
            .filter(it -> it.isAfter(now))
            .orElse(now);
    boolean begun =
        session.update(OPEN, Date.valueOf(day), write(UsageDay.empty(day.toString()))) == 1;
    Optional<String> stored = session.first(LOCK, row -> row.getString(1), Date.valueOf(day));
    UsageDay usage = read(stored.orElseThrow());
    for (Recorded recorded : all) {
      usage = usage.plus(recorded.series(), recorded.expense());
    }
    session.update(WRITE, write(usage), Date.valueOf(day));
    if (begun) {
      session.update(PURGE, Date.valueOf(day));
    }
  }

  @Override
  public List<UsageDay> days() {
    try {
      last =
          database.call("usage_days", session -> session.list(DAYS, row -> read(row.getString(1))));
    } catch (DatabaseUnavailableException | DatabaseException e) {
      LOG.debug("usage_days event=not_read reason=\"{}\"", PlainReason.of(e));
    }
    return last;
  }

  private static String write(UsageDay day) {
    try {
      return JSON.writeValueAsString(day);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a day is made of texts and numbers", e);
    }
  }

  static UsageDay read(String day) {
    try {
      return JSON.readValue(day, UsageDay.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a day of usage is damaged", e);
    }
  }
}
