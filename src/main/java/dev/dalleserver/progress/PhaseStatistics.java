package dev.dalleserver.progress;

import java.util.EnumMap;
import java.util.Map;

/**
 * The statistics of phases: an exponential moving average of the duration for each phase, and
 * counts of runs.
 *
 * <p>Thread-safe; guarded by {@code this}. Callers record only phases that ended well.
 */
public final class PhaseStatistics {
  /** The weight of the newest duration. */
  static final double ALPHA = 0.2;

  /**
   * The average over the durations of one phase.
   *
   * @param count how many durations there were
   * @param avgNs the smoothed duration in nanoseconds
   */
  public record Average(long count, long avgNs) {
    /** Returns the average of a single duration. */
    static Average first(long durationNs) {
      return new Average(1, durationNs);
    }

    /** Returns the average moved by {@link #ALPHA} of the way to {@code durationNs}. */
    Average updatedWith(long durationNs) {
      return new Average(count + 1, Math.round(avgNs + ALPHA * (durationNs - avgNs)));
    }
  }

  private final RecentDurations recent = new RecentDurations();
  private final Map<Phase, Average> averages = new EnumMap<>(Phase.class);
  private long generationRuns;
  private long cacheHits;

  /** Records the duration of a phase that ended well. */
  synchronized void record(Phase phase, long durationNs) {
    averages.merge(phase, Average.first(durationNs), (old, first) -> old.updatedWith(durationNs));
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
  public synchronized Map<Phase, Long> averageNanos() {
    Map<Phase, Long> nanos = new EnumMap<>(Phase.class);
    averages.forEach((phase, average) -> nanos.put(phase, average.avgNs()));
    return nanos;
  }

  /** Returns each average with the number of its durations. */
  public synchronized Map<Phase, Average> averages() {
    Map<Phase, Average> copy = new EnumMap<>(Phase.class);
    copy.putAll(averages);
    return copy;
  }

  /** Returns the last durations of each phase. */
  public RecentDurations recent() {
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
  public synchronized long generationRuns() {
    return generationRuns;
  }

  /** Returns the number of requests for pictures that were stored already, since counting began. */
  public synchronized long cacheHits() {
    return cacheHits;
  }
}
