package dev.dalleserver.dress;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What is known of the run that made a picture, or of the request that found it.
 *
 * @param cacheHit whether the picture was stored before the request
 * @param completed whether the annotated picture exists
 * @param phaseMillis the durations of the phases of the run that made the picture, in milliseconds
 *     by name and in order, without skipped phases; empty while the run has not ended
 */
public record RunFacts(boolean cacheHit, boolean completed, Map<String, Long> phaseMillis) {
  static final RunFacts NONE = new RunFacts(false, false, Map.of());

  public RunFacts {
    phaseMillis = Collections.unmodifiableMap(new LinkedHashMap<>(phaseMillis));
  }

  RunFacts asCompleted() {
    return new RunFacts(cacheHit, true, phaseMillis);
  }

  RunFacts asCacheHit() {
    return new RunFacts(true, completed, phaseMillis);
  }

  RunFacts withPhaseMillis(Map<String, Long> millis) {
    return new RunFacts(cacheHit, completed, millis);
  }
}
