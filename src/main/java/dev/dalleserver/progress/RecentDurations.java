package dev.dalleserver.progress;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The last durations of each phase, at most {@value #WINDOW} each; they show what averages hide.
 *
 * <p>Thread-safe; guarded by {@code this}.
 */
public final class RecentDurations {
  /** How many durations are kept for each phase. */
  public static final int WINDOW = 256;

  /**
   * One phase that ended well; in the file, which holds many, it is an array.
   *
   * @param endedMs when, in Unix milliseconds
   * @param durationNs how long it took
   * @param provider the name of the provider that made the picture of that run
   */
  @JsonFormat(shape = JsonFormat.Shape.ARRAY)
  @JsonPropertyOrder({"endedMs", "durationNs", "provider"})
  public record Sample(long endedMs, long durationNs, String provider) {
    boolean isValid() {
      return endedMs >= 0 && durationNs >= 0 && provider != null && provider.length() <= 64;
    }
  }

  /**
   * A summary of one phase.
   *
   * @param samples oldest first
   * @param byProvider the same quantiles for each provider among the samples
   */
  public record Summary(
      Quantiles quantiles, Map<String, Quantiles> byProvider, List<Sample> samples) {
    /** Returns the summary of any number of samples, also none. */
    public static Summary of(List<Sample> samples) {
      Map<String, Quantiles> byProvider =
          samples.stream()
              .collect(
                  Collectors.groupingBy(
                      Sample::provider,
                      TreeMap::new,
                      Collectors.collectingAndThen(Collectors.toList(), Summary::quantiles)));
      return new Summary(quantiles(samples), byProvider, samples);
    }

    private static Quantiles quantiles(List<Sample> samples) {
      return Quantiles.of(samples.stream().mapToLong(Sample::durationNs).toArray());
    }
  }

  private final Map<Phase, Deque<Sample>> windows = new EnumMap<>(Phase.class);

  synchronized void add(Phase phase, Sample sample) {
    Deque<Sample> window = windows.computeIfAbsent(phase, p -> new ArrayDeque<>());
    if (window.size() == WINDOW) {
      window.removeFirst();
    }
    window.addLast(sample);
  }

  /** Returns the samples of every phase that has some, oldest first. */
  synchronized Map<Phase, List<Sample>> samples() {
    Map<Phase, List<Sample>> copies = new EnumMap<>(Phase.class);
    windows.forEach((phase, window) -> copies.put(phase, List.copyOf(window)));
    return copies;
  }

  /** Replaces all samples by the stored ones; of too many, it keeps the newest. */
  synchronized void restore(Map<Phase, List<Sample>> stored) {
    windows.clear();
    stored.forEach((phase, samples) -> newest(samples).forEach(sample -> add(phase, sample)));
  }

  /** Returns the summary of each phase that has samples. */
  public Map<Phase, Summary> summaries() {
    Map<Phase, Summary> summaries = new EnumMap<>(Phase.class);
    // Sorts copies, so that a worker that records a duration does not wait for a reader.
    samples().forEach((phase, samples) -> summaries.put(phase, Summary.of(samples)));
    return summaries;
  }

  private static Stream<Sample> newest(List<Sample> samples) {
    return samples.stream().skip(Math.max(0, samples.size() - WINDOW));
  }
}
