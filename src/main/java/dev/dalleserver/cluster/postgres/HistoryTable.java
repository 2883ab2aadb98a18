package dev.dalleserver.cluster.postgres;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.dalleserver.progress.Phase;
import dev.dalleserver.progress.PhaseAverage;
import dev.dalleserver.progress.PhaseSample;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** The statements on the tables of the history. */
final class HistoryTable {
  private static final JsonMapper JSON = new JsonMapper();
  private static final TypeReference<List<PhaseSample>> SAMPLES = new TypeReference<>() {};

  private static final Sql LOCK =
      new Sql("history_lock", "UPDATE history_total SET count = count + ? WHERE name = 'epoch'");
  private static final Sql PHASES =
      new Sql("history_phases", "SELECT phase, count, average, samples FROM history_phase");
  private static final Sql TOTALS =
      new Sql("history_totals", "SELECT name, count FROM history_total");
  private static final Sql WRITE =
      new Sql(
          "history_write",
          "INSERT INTO history_phase (phase, count, average, samples) VALUES (?, ?, ?, ?) ON"
              + " CONFLICT (phase) DO UPDATE SET count = excluded.count, average ="
              + " excluded.average, samples = excluded.samples");
  private static final Sql WRITE_TOTAL =
      new Sql("history_write_total", "UPDATE history_total SET count = ? WHERE name = ?");
  private static final Sql CLEAR = new Sql("history_clear", "DELETE FROM history_phase");

  private HistoryTable() {}

  static HistoryContents read(Session session) throws SQLException {
    Map<Phase, RecordedPhase> phases = new EnumMap<>(Phase.class);
    session
        .list(PHASES, HistoryTable::readPhase)
        .forEach(row -> row.ifPresent(it -> phases.put(it.getKey(), it.getValue())));
    Map<String, Long> totals = new HashMap<>();
    session.list(TOTALS, row -> totals.put(row.getString("name"), row.getLong("count")));
    return new HistoryContents(
        phases, totals.getOrDefault("runs", 0L), totals.getOrDefault("cache_hits", 0L));
  }

  /** Returns a phase, unless it is one of a later version. */
  private static Optional<Map.Entry<Phase, RecordedPhase>> readPhase(ResultSet row)
      throws SQLException {
    String name = row.getString("phase");
    PhaseAverage average = new PhaseAverage(row.getLong("count"), row.getLong("average"));
    List<PhaseSample> samples = parse(row.getString("samples"));
    for (Phase phase : Phase.values()) {
      if (phase.text().equals(name)) {
        return Optional.of(Map.entry(phase, new RecordedPhase(average, samples)));
      }
    }
    return Optional.empty();
  }

  private static List<PhaseSample> parse(String samples) {
    try {
      return JSON.readValue(samples, SAMPLES);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the samples of a phase are damaged", e);
    }
  }

  /** Adds to the history, and returns it. */
  static HistoryContents add(Session session, HistoryDelta delta) throws SQLException {
    session.update(LOCK, 0L);
    HistoryContents before = read(session);
    HistoryContents after = delta.addTo(before);
    for (Map.Entry<Phase, RecordedPhase> entry : after.phases().entrySet()) {
      if (!entry.getValue().equals(before.phases().get(entry.getKey()))) {
        write(session, entry.getKey(), entry.getValue());
      }
    }
    writeTotals(session, after.runs(), after.cacheHits());
    return after;
  }

  /** Stores a history in empty tables. */
  static void put(Session session, HistoryContents contents) throws SQLException {
    for (Map.Entry<Phase, RecordedPhase> entry : contents.phases().entrySet()) {
      write(session, entry.getKey(), entry.getValue());
    }
    writeTotals(session, contents.runs(), contents.cacheHits());
  }

  private static void write(Session session, Phase phase, RecordedPhase recorded)
      throws SQLException {
    PhaseAverage average = Objects.requireNonNull(recorded.average());
    try {
      String samples = JSON.writeValueAsString(recorded.samples());
      session.update(WRITE, phase.text(), average.count(), average.avgNs(), samples);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("samples are made of texts and numbers", e);
    }
  }

  private static void writeTotals(Session session, long runs, long cacheHits) throws SQLException {
    session.update(WRITE_TOTAL, runs, "runs");
    session.update(WRITE_TOTAL, cacheHits, "cache_hits");
  }

  static void clear(Session session) throws SQLException {
    session.update(LOCK, 1L);
    session.update(CLEAR);
    writeTotals(session, 0, 0);
  }
}
