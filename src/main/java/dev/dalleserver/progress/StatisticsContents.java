package dev.dalleserver.progress;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.time.Duration;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The JSON of the statistics file. Members that a later version adds are ignored.
 *
 * @param recent the last durations by phase; files of earlier versions have none
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record StatisticsContents(
    @Nullable String version,
    @Nullable Map<String, @Nullable PhaseAverage> phaseAverages,
    long generationRuns,
    long cacheHits,
    @Nullable Map<String, @Nullable List<@Nullable PhaseSample>> recent) {
  private static final String VERSION = "v1";

  static StatisticsContents of(
      Map<Phase, PhaseAverage> averages,
      long generationRuns,
      long cacheHits,
      Map<Phase, List<PhaseSample>> recent) {
    return new StatisticsContents(
        VERSION, byName(averages), generationRuns, cacheHits, byName(recent));
  }

  /** Returns the averages of the phases that exist. */
  @JsonIgnore
  Map<Phase, PhaseAverage> averagesByPhase() {
    return byPhase(phaseAverages);
  }

  /** Returns the last durations of the phases that exist. */
  @JsonIgnore
  Map<Phase, List<PhaseSample>> recentByPhase() {
    return byPhase(recent);
  }

  /** No phase takes longer; sums of such durations are far from overflowing. */
  private static final long MAX_NS = Duration.ofDays(365).toNanos();

  /** Returns true when the contents are valid; others were damaged or come from another program. */
  boolean isValid() {
    return VERSION.equals(version)
        && phaseAverages != null
        && generationRuns >= 0
        && cacheHits >= 0
        && phaseAverages.values().stream().allMatch(StatisticsContents::isValidAverage)
        && (recent == null
            || recent.values().stream().allMatch(StatisticsContents::areValidSamples));
  }

  private static boolean isValidAverage(@Nullable PhaseAverage average) {
    return average != null
        && average.count() > 0
        && average.avgNs() >= 0
        && average.avgNs() <= MAX_NS;
  }

  private static boolean areValidSamples(@Nullable List<@Nullable PhaseSample> samples) {
    return samples != null && samples.stream().allMatch(s -> s != null && s.isValid());
  }

  private static <T> Map<String, T> byName(Map<Phase, T> values) {
    Map<String, T> byName = new LinkedHashMap<>();
    values.forEach((phase, value) -> byName.put(phase.text(), value));
    return byName;
  }

  private static <T> Map<Phase, T> byPhase(@Nullable Map<String, ? extends @Nullable T> values) {
    Map<Phase, T> known = new EnumMap<>(Phase.class);
    for (Phase phase : Phase.WORKING) {
      T value = values == null ? null : values.get(phase.text());
      if (value != null) {
        known.put(phase, value);
      }
    }
    return known;
  }
}
