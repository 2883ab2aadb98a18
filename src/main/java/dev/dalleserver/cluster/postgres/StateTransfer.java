package dev.dalleserver.cluster.postgres;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.dalleserver.pricing.Money;
import dev.dalleserver.progress.Phase;
import dev.dalleserver.progress.PhaseAverage;
import dev.dalleserver.progress.PhaseHistoryState;
import dev.dalleserver.progress.PhaseSample;
import dev.dalleserver.spending.SpentDay;
import dev.dalleserver.spending.UsageDay;
import java.sql.Date;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Statistics, days and counts that are brought into a cluster from elsewhere, or out of it. Nothing
 * that the cluster has is replaced.
 */
public final class StateTransfer {
  private static final Sql LOCK =
      new Sql("transfer_lock", "SELECT count FROM history_total WHERE name = 'epoch' FOR UPDATE");
  private static final Sql PUT_DAY =
      new Sql(
          "transfer_usage",
          "INSERT INTO usage_day (day, usage) VALUES (?, ?) ON CONFLICT DO NOTHING");
  private static final Sql DAYS =
      new Sql("transfer_days", "SELECT usage FROM usage_day ORDER BY day DESC");
  private static final Sql PUT_SPENT =
      new Sql(
          "transfer_spent",
          "INSERT INTO spending_day (day, images, money) VALUES (?, ?, ?) ON CONFLICT DO NOTHING");
  private static final Sql SPENT =
      new Sql("transfer_spent_day", "SELECT day, images, money FROM spending_day WHERE day = ?");
  private static final Sql LAST_SPENT =
      new Sql(
          "transfer_last_spent",
          "SELECT day, images, money FROM spending_day ORDER BY day DESC LIMIT 1");
  private static final Sql WAITING =
      new Sql("transfer_waiting", "SELECT count(*) FROM job WHERE ended_at IS NULL");

  private static final JsonMapper JSON = new JsonMapper();

  private final Database database;

  public StateTransfer(Database database) {
    this.database = database;
  }

  /** Returns the number of jobs that have not ended. */
  public long unfinishedJobs() {
    return database
        .call(WAITING.name(), session -> session.first(WAITING, row -> row.getLong(1)))
        .orElse(0L);
  }

  /** Returns what the cluster has recorded of the durations of phases. */
  public PhaseHistoryState history() {
    return database.transaction("transfer_history", session -> state(HistoryTable.read(session)));
  }

  private static PhaseHistoryState state(HistoryContents contents) {
    Map<Phase, PhaseAverage> averages = new EnumMap<>(Phase.class);
    Map<Phase, List<PhaseSample>> recent = new EnumMap<>(Phase.class);
    contents
        .phases()
        .forEach(
            (phase, recorded) -> {
              if (recorded.average() != null) {
                averages.put(phase, recorded.average());
                recent.put(phase, recorded.samples());
              }
            });
    return new PhaseHistoryState(averages, recent, contents.runs(), contents.cacheHits());
  }

  /** Stores a history where the cluster has none; returns what the cluster has afterwards. */
  public PhaseHistoryState putHistory(PhaseHistoryState history) {
    return database.transaction(
        "transfer_put_history",
        session -> {
          session.first(LOCK, row -> true);
          PhaseHistoryState before = state(HistoryTable.read(session));
          if (!before.isEmpty()) {
            return before;
          }
          HistoryTable.put(session, contents(history));
          return state(HistoryTable.read(session));
        });
  }

  private static HistoryContents contents(PhaseHistoryState history) {
    Map<Phase, RecordedPhase> phases = new EnumMap<>(Phase.class);
    history
        .averages()
        .forEach(
            (phase, average) ->
                phases.put(
                    phase,
                    new RecordedPhase(average, history.recent().getOrDefault(phase, List.of()))));
    return new HistoryContents(phases, history.generationRuns(), history.cacheHits());
  }

  /** Returns the days on which something was used, the latest first. */
  public List<UsageDay> days() {
    return database.call(
        DAYS.name(),
        session -> session.list(DAYS, row -> PostgresUsageHistory.read(row.getString(1))));
  }

  /** Stores a day that the cluster does not have; returns false when it has that day. */
  public boolean putDay(UsageDay day) {
    try {
      String json = JSON.writeValueAsString(day);
      return database.call(
              PUT_DAY.name(), session -> session.update(PUT_DAY, Date.valueOf(day.day()), json))
          > 0;
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a day is made of texts and numbers", e);
    }
  }

  /** Returns the latest day of the budget. */
  public Optional<SpentDay> lastSpent() {
    return database.call(
        LAST_SPENT.name(), session -> session.first(LAST_SPENT, StateTransfer::spent));
  }

  /** Stores a day's count where the cluster has none; returns what it has afterwards. */
  public SpentDay putSpent(SpentDay day) {
    return database.transaction(
        PUT_SPENT.name(),
        session -> {
          Date date = Date.valueOf(day.day());
          session.update(PUT_SPENT, date, (long) day.images(), day.money().amount());
          return session.first(SPENT, StateTransfer::spent, date).orElseThrow();
        });
  }

  private static SpentDay spent(ResultSet row) throws SQLException {
    return new SpentDay(
        row.getObject("day", LocalDate.class),
        row.getInt("images"),
        new Money(row.getBigDecimal("money")));
  }
}
