package dev.dalleserver.cluster.postgres;

import dev.dalleserver.progress.Phase;
import java.util.Map;

/** A history as it is stored. */
record HistoryContents(Map<Phase, RecordedPhase> phases, long runs, long cacheHits) {
  static final HistoryContents EMPTY = new HistoryContents(Map.of(), 0, 0);
}
