package dev.dalleserver.progress;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The last durations of each phase, at most {@value PhaseHistory#WINDOW} each; they show what
 * averages hide.
 *
 * <p>Thread-safe; guarded by {@code this}.
 */
final class RecentDurations {
  private final Map<Phase, Deque<PhaseSample>> windows = new EnumMap<>(Phase.class);

  synchronized void add(Phase phase, PhaseSample sample) {
    Deque<PhaseSample> window = windows.computeIfAbsent(phase, p -> new ArrayDeque<>());
    if (window.size() == PhaseHistory.WINDOW) {
      window.removeFirst();
    }
    window.addLast(sample);
  }

  /** Returns the samples of every phase that has some, oldest first. */
  synchronized Map<Phase, List<PhaseSample>> samples() {
    Map<Phase, List<PhaseSample>> copies = new EnumMap<>(Phase.class);
    windows.forEach((phase, window) -> copies.put(phase, List.copyOf(window)));
    return copies;
  }

  /** Replaces all samples by the stored ones; of too many, it keeps the newest. */
  synchronized void restore(Map<Phase, List<PhaseSample>> stored) {
    windows.clear();
    stored.forEach((phase, samples) -> newest(samples).forEach(sample -> add(phase, sample)));
  }

  /** Returns the summary of each phase that has samples. */
  Map<Phase, PhaseSummary> summaries() {
    Map<Phase, PhaseSummary> summaries = new EnumMap<>(Phase.class);
    // Sorts copies, so that a worker that records a duration does not wait for a reader.
    samples().forEach((phase, samples) -> summaries.put(phase, PhaseSummary.of(samples)));
    return summaries;
  }

  private static Stream<PhaseSample> newest(List<PhaseSample> samples) {
    return samples.stream().skip(Math.max(0, samples.size() - PhaseHistory.WINDOW));
  }
}
