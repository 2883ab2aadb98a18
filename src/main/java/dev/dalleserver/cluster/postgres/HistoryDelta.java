package dev.dalleserver.cluster.postgres;

import dev.dalleserver.progress.Phase;
import dev.dalleserver.progress.PhaseHistory;
import dev.dalleserver.progress.PhaseSample;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What was recorded and is not stored yet; bounded, however long it cannot be. Not thread-safe. */
final class HistoryDelta {
  private final Map<Phase, Durations> phases = new EnumMap<>(Phase.class);
  private long runs;
  private long cacheHits;

  private static final class Durations {
    private final Deque<PhaseSample> last = new ArrayDeque<>();
    private long count;

    void add(PhaseSample sample) {
      count++;
      if (last.size() == PhaseHistory.WINDOW) {
        last.removeFirst();
      }
      last.addLast(sample);
    }
  }

  void record(Phase phase, PhaseSample sample) {
    phases.computeIfAbsent(phase, it -> new Durations()).add(sample);
  }

  void countRun() {
    runs++;
  }

  void countCacheHit() {
    cacheHits++;
  }

  boolean isEmpty() {
    return phases.isEmpty() && runs == 0 && cacheHits == 0;
  }

  /** Adds what was recorded after this. */
  void add(HistoryDelta later) {
    later.phases.forEach(
        (phase, durations) -> {
          Durations own = phases.computeIfAbsent(phase, it -> new Durations());
          durations.last.forEach(own::add);
          own.count += durations.count - durations.last.size();
        });
    runs += later.runs;
    cacheHits += later.cacheHits;
  }

  /** Returns a history with this in it. */
  HistoryContents addTo(HistoryContents base) {
    Map<Phase, RecordedPhase> sum = new EnumMap<>(Phase.class);
    sum.putAll(base.phases());
    phases.forEach(
        (phase, durations) ->
            sum.put(
                phase,
                sum.getOrDefault(phase, RecordedPhase.NONE)
                    .plus(durations.count, List.copyOf(durations.last))));
    return new HistoryContents(sum, base.runs() + runs, base.cacheHits() + cacheHits);
  }
}
