package dev.dalleserver.progress;

import java.util.EnumMap;
import java.util.Map;

/**
 * How long phases usually take: an exponential moving average a phase, and counts of runs.
 *
 * <p>Thread-safe; guarded by {@code this}. Only phases that ended well are to be given to it.
 */
public final class PhaseStatistics {
  /** The weight of the newest duration. */
  static final double ALPHA = 0.2;

  /**
   * The average over the durations of one phase.
   *
   * @param count how many there were
   * @param avgNs the smoothed duration in nanoseconds
   */
  public record Average(long count, long avgNs) {
    /** The first duration is the first average. */
    static Average first(long durationNs) {
      return new Average(1, durationNs);
    }

    /** Moves the average by {@link #ALPHA} of the way to {@code durationNs}. */
    Average then(long durationNs) {
      return new Average(count + 1, Math.round(avgNs + ALPHA * (durationNs - avgNs)));
    }
  }

  private final RecentDurations recent = new RecentDurations();
  private final Map<Phase, Average> averages = new EnumMap<>(Phase.class);
  private long generationRuns;
  private long cacheHits;

  /** Takes in the duration of a phase that ended well. */
  synchronized void record(Phase phase, long durationNs) {
    averages.merge(phase, Average.first(durationNs), (old, first) -> old.then(durationNs));
  }

  /** Counts a run that made a picture. */
  synchronized void countRun() {
    generationRuns++;
  }

  /** Counts a request for a picture that was there already. */
  synchronized void countCacheHit() {
    cacheHits++;
  }

  /** Smoothed durations in nanoseconds of the phases that have ended well at least once. */
  public synchronized Map<Phase, Long> averageNanos() {
    Map<Phase, Long> nanos = new EnumMap<>(Phase.class);
    averages.forEach((phase, average) -> nanos.put(phase, average.avgNs()));
    return nanos;
  }

  /** How many durations have gone into each average, and what it is. */
  public synchronized Map<Phase, Average> averages() {
    Map<Phase, Average> copy = new EnumMap<>(Phase.class);
    copy.putAll(averages);
    return copy;
  }

  /** The last durations of each phase. */
  public RecentDurations recent() {
    return recent;
  }

  /** The contents as they are stored. */
  synchronized StatisticsContents contents() {
    return StatisticsContents.of(averages, generationRuns, cacheHits, recent.samples());
  }

  /** Replaces everything by what was stored. */
  synchronized void restore(StatisticsContents contents) {
    averages.clear();
    averages.putAll(contents.averagesByPhase());
    generationRuns = contents.generationRuns();
    cacheHits = contents.cacheHits();
    recent.restore(contents.recentByPhase());
  }

  /** Runs that made a picture, since counting began. */
  public synchronized long generationRuns() {
    return generationRuns;
  }

  /** Requests for pictures that were there already, since counting began. */
  public synchronized long cacheHits() {
    return cacheHits;
  }
}
