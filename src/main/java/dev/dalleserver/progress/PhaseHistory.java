package dev.dalleserver.progress;

import java.io.IOException;
import java.util.Map;

/**
 * The port for how long phases take: averages and the last durations of phases that ended well, and
 * counters that outlive the process.
 *
 * <p>An implementation promises:
 *
 * <ul>
 *   <li>Many threads may record at once; nothing is lost or counted twice.
 *   <li>What a thread has recorded is in all that this process reads afterwards. Other processes
 *       that share the history may see it a few seconds later.
 *   <li>Recording and reading are quick and do not fail: a history that cannot be stored is logged,
 *       and fails no run.
 * </ul>
 */
public interface PhaseHistory {
  /**
   * The weight of the newest duration in an average: {@code average += ALPHA * (new - average)},
   * rounded to whole nanoseconds; the first duration is the first average.
   */
  double ALPHA = 0.2;

  /** How many of the last durations are kept for each phase. */
  int WINDOW = 256;

  /** Records a phase that ended well; not called for phases that failed or were skipped. */
  void record(Phase phase, PhaseSample sample);

  /** Counts a run that made a picture. */
  void countRun();

  /** Counts a request for a picture that was stored already. */
  void countCacheHit();

  /**
   * Returns the smoothed durations in nanoseconds of the phases that have ended well at least once.
   */
  Map<Phase, Long> averageNanos();

  /** Returns each average with the number of its durations. */
  Map<Phase, PhaseAverage> averages();

  /** Returns the quantiles and the last durations of each phase that has some. */
  Map<Phase, PhaseSummary> summaries();

  /** Returns the number of runs that made a picture, since counting began. */
  long generationRuns();

  /** Returns the number of requests for pictures that were stored already, since counting began. */
  long cacheHits();

  /**
   * Makes durable all that was recorded before the call. A failure is logged, once until saving
   * succeeds again.
   */
  void save();

  /**
   * Clears everything, also what is stored. A phase that is recorded meanwhile is kept whole or
   * cleared whole.
   *
   * @throws IOException when what is stored cannot be cleared
   */
  void reset() throws IOException;
}
