package dev.dalleserver.progress;

import java.util.EnumMap;
import java.util.Map;

/**
 * The statistics of phases in memory: an exponential moving average of the duration for each phase,
 * and counts of runs.
 *
 * <p>Thread-safe; guarded by {@code this}. Callers record only phases that ended well.
 */
final class PhaseStatistics {
  private final RecentDurations recent = new RecentDurations();
  private final Map<Phase, PhaseAverage> averages = new EnumMap<>(Phase.class);
  private long generationRuns;
  private long cacheHits;

  /** Records a phase that ended well. */
  synchronized void record(Phase phase, PhaseSample sample) {
    long durationNs = sample.durationNs();
    averages.merge(
        phase, PhaseAverage.first(durationNs), (old, first) -> old.updatedWith(durationNs));
    recent.add(phase, sample);
  }

  /** Counts a run that made a picture. */
  synchronized void countRun() {
    generationRuns++;
  }

  /** Counts a request for a picture that was stored already. */
  synchronized void countCacheHit() {
    cacheHits++;
  }

  /**
   * Returns the smoothed durations in nanoseconds of the phases that have ended well at least once.
   */
  synchronized Map<Phase, Long> averageNanos() {
    Map<Phase, Long> nanos = new EnumMap<>(Phase.class);
    averages.forEach((phase, average) -> nanos.put(phase, average.avgNs()));
    return nanos;
  }

  /** Returns each average with the number of its durations. */
  synchronized Map<Phase, PhaseAverage> averages() {
    Map<Phase, PhaseAverage> copy = new EnumMap<>(Phase.class);
    copy.putAll(averages);
    return copy;
  }

  /** Returns the last durations of each phase. */
  RecentDurations recent() {
    return recent;
  }

  /** Returns the contents as they are stored. */
  synchronized StatisticsContents contents() {
    return StatisticsContents.of(averages, generationRuns, cacheHits, recent.samples());
  }

  /** Replaces all statistics by the stored ones. */
  synchronized void restore(StatisticsContents contents) {
    averages.clear();
    averages.putAll(contents.averagesByPhase());
    generationRuns = contents.generationRuns();
    cacheHits = contents.cacheHits();
    recent.restore(contents.recentByPhase());
  }

  /** Returns the number of runs that made a picture, since counting began. */
  synchronized long generationRuns() {
    return generationRuns;
  }

  /** Returns the number of requests for pictures that were stored already, since counting began. */
  synchronized long cacheHits() {
    return cacheHits;
  }
}
