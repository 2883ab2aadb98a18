package dev.dalleserver.progress;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * All that a {@link PhaseHistory} has recorded, to be brought from one to another.
 *
 * @param averages of the phases that have ended well at least once
 * @param recent the last durations of each phase, oldest first
 */
public record PhaseHistoryState(
    Map<Phase, PhaseAverage> averages,
    Map<Phase, List<PhaseSample>> recent,
    long generationRuns,
    long cacheHits) {
  public PhaseHistoryState {
    averages = ordered(averages);
    recent = ordered(recent);
  }

  private static <T> Map<Phase, T> ordered(Map<Phase, T> values) {
    Map<Phase, T> ordered = new EnumMap<>(Phase.class);
    ordered.putAll(values);
    return ordered;
  }

  /** Returns true when nothing was recorded. */
  public boolean isEmpty() {
    return averages.isEmpty() && generationRuns == 0 && cacheHits == 0;
  }
}
