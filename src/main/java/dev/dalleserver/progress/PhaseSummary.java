package dev.dalleserver.progress;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A summary of the last durations of one phase.
 *
 * @param byProvider the same quantiles for each provider among the samples
 * @param samples oldest first
 */
public record PhaseSummary(
    Quantiles quantiles, Map<String, Quantiles> byProvider, List<PhaseSample> samples) {
  /** Returns the summary of any number of samples, also none. */
  public static PhaseSummary of(List<PhaseSample> samples) {
    Map<String, Quantiles> byProvider =
        samples.stream()
            .collect(
                Collectors.groupingBy(
                    PhaseSample::provider,
                    TreeMap::new,
                    Collectors.collectingAndThen(Collectors.toList(), PhaseSummary::quantiles)));
    return new PhaseSummary(quantiles(samples), byProvider, samples);
  }

  private static Quantiles quantiles(List<PhaseSample> samples) {
    return Quantiles.of(samples.stream().mapToLong(PhaseSample::durationNs).toArray());
  }
}
