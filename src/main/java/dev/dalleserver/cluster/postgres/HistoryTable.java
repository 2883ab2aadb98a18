package dev.dalleserver.cluster.postgres;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.dalleserver.progress.Phase;
import dev.dalleserver.progress.PhaseAverage;
import dev.dalleserver.progress.PhaseSample;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
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
          "INSERT INTO history_phase (phase, count, average, samples) SELECT * FROM"
              + " unnest(?::text[], ?::bigint[], ?::bigint[], ?::text[]) ON"
              + " CONFLICT (phase) DO UPDATE SET count = excluded.count, average ="
              + " excluded.average, samples = excluded.samples");
  private static final Sql WRITE_TOTAL =
      new Sql(
          "history_write_total",
          "UPDATE history_total SET count = CASE name WHEN 'runs' THEN ? ELSE ? END"
              + " WHERE name IN ('runs', 'cache_hits')");
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
    Map<Phase, RecordedPhase> changed = new EnumMap<>(Phase.class);
    changed.putAll(after.phases());
    changed.entrySet().removeIf(it -> it.getValue().equals(before.phases().get(it.getKey())));
    write(session, changed);
    writeTotals(session, after.runs(), after.cacheHits());
    return after;
  }

  /** Stores a history in empty tables. */
  static void put(Session session, HistoryContents contents) throws SQLException {
    write(session, contents.phases());
    writeTotals(session, contents.runs(), contents.cacheHits());
  }

  private static void write(Session session, Map<Phase, RecordedPhase> phases) throws SQLException {
    if (phases.isEmpty()) {
      return;
    }
    List<String> names = new ArrayList<>();
    List<Long> counts = new ArrayList<>();
    List<Long> averages = new ArrayList<>();
    List<String> samples = new ArrayList<>();
    for (Map.Entry<Phase, RecordedPhase> entry : phases.entrySet()) {
      PhaseAverage average = Objects.requireNonNull(entry.getValue().average());
      names.add(entry.getKey().text());
      counts.add(average.count());
      averages.add(average.avgNs());
      samples.add(json(entry.getValue().samples()));
    }
    session.update(WRITE, names, counts, averages, samples);
  }

  private static String json(List<PhaseSample> samples) {
    try {
      return JSON.writeValueAsString(samples);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("samples are made of texts and numbers", e);
    }
  }

  private static void writeTotals(Session session, long runs, long cacheHits) throws SQLException {
    session.update(WRITE_TOTAL, runs, cacheHits);
  }

  static void clear(Session session) throws SQLException {
    session.update(LOCK, 1L);
    session.update(CLEAR);
    writeTotals(session, 0, 0);
  }
}
