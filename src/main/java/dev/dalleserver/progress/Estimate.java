package dev.dalleserver.progress;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The estimated progress of a run, from the averages of its phases.
 *
 * @param percent of the whole run, below 100
 * @param etaSeconds seconds until the end of the run, 0 when unknown
 * @param phasePercent of the current phase
 * @param phaseEtaSeconds seconds until the end of the current phase, 0 when unknown
 */
record Estimate(double percent, double etaSeconds, double phasePercent, double phaseEtaSeconds) {
  /** The highest percentage of a run that has not ended, however long its last phase takes. */
  private static final double MAX_UNFINISHED_PERCENT = 99.9;

  private static final double NANOS_PER_SECOND = 1e9;
  private static final Estimate UNKNOWN = new Estimate(0, 0, 0, 0);

  /**
   * {@code percent = done / total * 100} over the working phases that are not skipped and have an
   * average: {@code total} sums their averages, {@code done} those of the finished ones plus what
   * the current one has taken, capped at its average.
   */
  static Estimate of(
      List<PhaseTiming> phases, Phase current, Map<Phase, Long> averages, long nowNs) {
    long total = 0;
    long done = 0;
    for (PhaseTiming phase : phases) {
      Long average = averages.get(phase.name());
      if (average == null || phase.skipped() || phase.name() == Phase.COMPLETED) {
        continue;
      }
      total += average;
      if (phase.isEnded()) {
        done += average;
      } else if (phase.name() == current) {
        done += Math.min(average, phase.elapsedNs(nowNs));
      }
    }
    if (total == 0) {
      return UNKNOWN;
    }
    double percent = Math.min(MAX_UNFINISHED_PERCENT, 100.0 * done / total);
    double eta = (total - done) / NANOS_PER_SECOND;
    return ofPhase(phases.get(current.ordinal()), averages.get(current), nowNs, percent, eta);
  }

  /** Returns the same estimate for a run whose current phase goes on only after a wait. */
  Estimate later(Duration wait) {
    double seconds = wait.toNanos() / NANOS_PER_SECOND;
    return seconds == 0
        ? this
        : new Estimate(percent, etaSeconds + seconds, phasePercent, phaseEtaSeconds + seconds);
  }

  private static Estimate ofPhase(
      PhaseTiming phase, @Nullable Long average, long nowNs, double percent, double eta) {
    if (average == null || average == 0) {
      return new Estimate(percent, eta, 0, 0);
    }
    // Between two phases the earlier one is still the current one, and has ended.
    long elapsed = phase.isEnded() ? average : Math.min(average, phase.elapsedNs(nowNs));
    return new Estimate(
        percent, eta, 100.0 * elapsed / average, (average - elapsed) / NANOS_PER_SECOND);
  }
}
