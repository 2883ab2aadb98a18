package dev.dalleserver.cluster.postgres;

import dev.dalleserver.progress.Phase;
import dev.dalleserver.progress.PhaseAverage;
import dev.dalleserver.progress.PhaseHistory;
import dev.dalleserver.progress.PhaseSample;
import dev.dalleserver.progress.PhaseSummary;
import dev.dalleserver.text.PlainReason;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The history that all processes of a cluster share. What this process records is kept in memory
 * until it is saved, and is in all that this process reads; what others have saved appears with the
 * next {@link #refresh} or {@link #save}. So recording and reading need no database.
 */
public final class PostgresPhaseHistory implements PhaseHistory {
  private static final Logger LOG = LoggerFactory.getLogger(PostgresPhaseHistory.class);

  private final Database database;
  private final AtomicBoolean saveFailing = new AtomicBoolean();

  /** Held while the database is used; before the monitor, never after it. */
  private final Object saving = new Object();

  // Guarded by this: what is stored, what is being stored, and what was recorded since.
  private HistoryContents stored = HistoryContents.EMPTY;
  private HistoryDelta beingStored = new HistoryDelta();
  private HistoryDelta recorded = new HistoryDelta();

  /** Creates a history that is empty until the first {@link #refresh}. */
  public PostgresPhaseHistory(Database database) {
    this.database = database;
  }

  @Override
  public synchronized void record(Phase phase, PhaseSample sample) {
    recorded.record(phase, sample);
  }

  @Override
  public synchronized void countRun() {
    recorded.countRun();
  }

  @Override
  public synchronized void countCacheHit() {
    recorded.countCacheHit();
  }

  private synchronized HistoryContents now() {
    return recorded.addTo(beingStored.addTo(stored));
  }

  @Override
  public Map<Phase, Long> averageNanos() {
    Map<Phase, Long> nanos = new EnumMap<>(Phase.class);
    averages().forEach((phase, average) -> nanos.put(phase, average.avgNs()));
    return nanos;
  }

  @Override
  public Map<Phase, PhaseAverage> averages() {
    Map<Phase, PhaseAverage> averages = new EnumMap<>(Phase.class);
    now()
        .phases()
        .forEach(
            (phase, it) -> {
              if (it.average() != null) {
                averages.put(phase, it.average());
              }
            });
    return averages;
  }

  @Override
  public Map<Phase, PhaseSummary> summaries() {
    Map<Phase, PhaseSummary> summaries = new EnumMap<>(Phase.class);
    now().phases().forEach((phase, it) -> summaries.put(phase, PhaseSummary.of(it.samples())));
    return summaries;
  }

  @Override
  public long generationRuns() {
    return now().runs();
  }

  @Override
  public long cacheHits() {
    return now().cacheHits();
  }

  /** Reads what other processes have saved, and saves what this one has recorded. */
  public void refresh() {
    save(true);
  }

  @Override
  public void save() {
    save(false);
  }

  private void save(boolean evenIfEmpty) {
    synchronized (saving) {
      HistoryDelta delta = takeRecorded();
      if (delta.isEmpty() && !evenIfEmpty) {
        return;
      }
      try {
        store(delta);
        saveFailing.set(false);
      } catch (DatabaseUnavailableException | DatabaseException e) {
        putBack(delta);
        if (saveFailing.compareAndSet(false, true)) {
          LOG.warn("statistics event=save_failed reason=\"{}\"", PlainReason.of(e));
        }
      }
    }
  }

  private void store(HistoryDelta delta) {
    HistoryContents after =
        delta.isEmpty()
            ? database.transaction("history_read", HistoryTable::read)
            : database.transaction("history_save", session -> HistoryTable.add(session, delta));
    synchronized (this) {
      stored = after;
      beingStored = new HistoryDelta();
    }
  }

  private synchronized HistoryDelta takeRecorded() {
    beingStored = recorded;
    recorded = new HistoryDelta();
    return beingStored;
  }

  private synchronized void putBack(HistoryDelta delta) {
    delta.add(recorded);
    recorded = delta;
    beingStored = new HistoryDelta();
  }

  @Override
  public void reset() throws IOException {
    synchronized (saving) {
      try {
        database.transaction(
            "history_reset",
            session -> {
              HistoryTable.clear(session);
              return true;
            });
      } catch (DatabaseUnavailableException | DatabaseException e) {
        throw new IOException("the history could not be cleared: " + PlainReason.of(e), e);
      }
      synchronized (this) {
        stored = HistoryContents.EMPTY;
        recorded = new HistoryDelta();
      }
    }
  }
}
