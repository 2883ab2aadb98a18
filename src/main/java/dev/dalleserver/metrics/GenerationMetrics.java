package dev.dalleserver.metrics;

import io.prometheus.client.Counter;
import io.prometheus.client.Histogram;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/** Metrics of runs and batches. */
public final class GenerationMetrics {
  /** The outcome of a run or a batch. */
  public enum Outcome {
    SUCCESS,
    FAILED,
    CANCELLED;

    /** Returns the word in metrics and logs. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** The label of free-prompt batches in place of a series; it is not a valid name of a series. */
  private static final String FREE_PROMPT = "_free_prompt";

  /** More series than an operator compares one by one. */
  private static final int MAX_SERIES = 200;

  private final Family<Counter.Child> generations;
  private final Histogram.Child durations;
  private final Family<Histogram.Child> phases;
  private final Counter.Child cacheHits;
  private final BoundedLabel series;

  /**
   * @param nanos a monotonic clock in nanoseconds
   */
  GenerationMetrics(Families families, LongSupplier nanos) {
    series = new BoundedLabel(MAX_SERIES, nanos);
    generations =
        families.counter(
            "dalleserver_generations_total",
            "Runs and free-prompt batches that ended.",
            "series",
            "provider",
            "outcome");
    durations =
        families
            .histogram(
                "dalleserver_generation_duration_seconds",
                "Time from the start of work on a picture to its end, when it succeeded.",
                Buckets.generation())
            .labels();
    phases =
        families.histogram(
            "dalleserver_generation_phase_duration_seconds",
            "Time that a phase of a run took, when it succeeded.",
            Buckets.phase(),
            "phase");
    cacheHits =
        families
            .counter(
                "dalleserver_cache_hits_total", "Requests for pictures that were already stored.")
            .labels();
  }

  /** Removes the counts of series that do not exist and were not counted for so long. */
  void removeIdleSeries(Predicate<String> exists, long idleNanos) {
    Set<String> removed = series.removeIdle(exists, idleNanos);
    if (!removed.isEmpty()) {
      generations.removeIf(labels -> removed.contains(labels.get(0)));
    }
  }

  /**
   * Counts a run that has ended.
   *
   * @param nanos how long it was in progress
   */
  public void runEnded(String seriesName, String provider, Outcome outcome, long nanos) {
    generations.labels(series.of(seriesName), provider, outcome.label()).inc();
    if (outcome == Outcome.SUCCESS) {
      durations.observe(seconds(nanos));
    }
  }

  /**
   * Counts a batch that has ended; its duration is not recorded, since it may have several
   * pictures.
   */
  public void batchEnded(String provider, Outcome outcome) {
    generations.labels(FREE_PROMPT, provider, outcome.label()).inc();
  }

  /** Records a phase that has succeeded. */
  public void phaseDone(String phase, long nanos) {
    phases.labels(phase).observe(seconds(nanos));
  }

  public void cacheHit() {
    cacheHits.inc();
  }

  private static double seconds(long nanos) {
    return nanos / (double) TimeUnit.SECONDS.toNanos(1);
  }
}
