package dev.dalleserver.progress;

import dev.dalleserver.storage.FileStore;
import dev.dalleserver.text.PlainReason;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The history of one process that owns its data directory: in memory, and after each {@link #save}
 * in {@code metrics/progress_phase_stats.json}.
 */
public final class LocalPhaseHistory implements PhaseHistory {
  private static final Logger LOG = LoggerFactory.getLogger(LocalPhaseHistory.class);

  private final PhaseStatistics statistics = new PhaseStatistics();
  private final StatisticsFile file;
  private final AtomicBoolean saveFailing = new AtomicBoolean();

  /**
   * Continues from the stored statistics; sets a file aside that cannot be parsed.
   *
   * @throws IOException when stored statistics cannot be read
   */
  public LocalPhaseHistory(FileStore store, Clock clock) throws IOException {
    this.file = new StatisticsFile(store, clock);
    file.load().ifPresent(statistics::restore);
  }

  /** Returns true when these bytes are stored statistics that a server can continue from. */
  public static boolean canParse(byte[] statistics) {
    return StatisticsFile.parse(statistics).isPresent();
  }

  /** Returns what these bytes of a file tell; empty where a server could not continue from them. */
  public static Optional<PhaseHistoryState> parse(byte[] statistics) {
    return StatisticsFile.parse(statistics)
        .map(
            contents ->
                new PhaseHistoryState(
                    contents.averagesByPhase(),
                    contents.recentByPhase(),
                    contents.generationRuns(),
                    contents.cacheHits()));
  }

  /** Returns the bytes of a file from which a server continues with that history. */
  public static byte[] bytes(PhaseHistoryState state) {
    return StatisticsFile.bytes(
        StatisticsContents.of(
            state.averages(), state.generationRuns(), state.cacheHits(), state.recent()));
  }

  @Override
  public void record(Phase phase, PhaseSample sample) {
    statistics.record(phase, sample);
  }

  @Override
  public void countRun() {
    statistics.countRun();
  }

  @Override
  public void countCacheHit() {
    statistics.countCacheHit();
  }

  @Override
  public Map<Phase, Long> averageNanos() {
    return statistics.averageNanos();
  }

  @Override
  public Map<Phase, PhaseAverage> averages() {
    return statistics.averages();
  }

  @Override
  public Map<Phase, PhaseSummary> summaries() {
    return statistics.recent().summaries();
  }

  @Override
  public long generationRuns() {
    return statistics.generationRuns();
  }

  @Override
  public long cacheHits() {
    return statistics.cacheHits();
  }

  @Override
  public void save() {
    try {
      // Read and written under one lock: else, of two threads that save at once, the one with the
      // older statistics might write last.
      synchronized (file) {
        file.save(statistics.contents());
      }
      saveFailing.set(false);
    } catch (ClosedByInterruptException e) {
      // The worker is being stopped; the service that stops it saves again when all runs have
      // ended.
    } catch (IOException e) {
      // Logged once: with a full disk there would be a line for every run.
      if (saveFailing.compareAndSet(false, true)) {
        LOG.warn("statistics event=save_failed reason=\"{}\"", PlainReason.of(e));
      }
    }
  }

  @Override
  public void reset() throws IOException {
    synchronized (file) {
      statistics.restore(new PhaseStatistics().contents());
      file.delete();
    }
  }
}
