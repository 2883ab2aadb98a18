package dev.dalleserver.cluster.postgres;

import dev.dalleserver.progress.PhaseAverage;
import dev.dalleserver.progress.PhaseHistory;
import dev.dalleserver.progress.PhaseSample;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Durations of one phase: how many, and the last of them, oldest first. Earlier ones have no weight
 * left in an average, and are not kept.
 *
 * @param average before these durations were recorded, with them when nothing is added; null when
 *     none is known
 */
record RecordedPhase(@Nullable PhaseAverage average, List<PhaseSample> samples) {
  static final RecordedPhase NONE = new RecordedPhase(null, List.of());

  /** Returns these durations and {@code count} later ones, of which the last are known. */
  RecordedPhase plus(long count, List<PhaseSample> later) {
    PhaseAverage next = average;
    for (PhaseSample sample : later) {
      next =
          next == null
              ? PhaseAverage.first(sample.durationNs())
              : next.updatedWith(sample.durationNs());
    }
    long unknown = count - later.size();
    if (next != null && unknown > 0) {
      next = new PhaseAverage(next.count() + unknown, next.avgNs());
    }
    List<PhaseSample> all = new ArrayList<>(samples);
    all.addAll(later);
    int first = Math.max(0, all.size() - PhaseHistory.WINDOW);
    return new RecordedPhase(next, List.copyOf(all.subList(first, all.size())));
  }
}
