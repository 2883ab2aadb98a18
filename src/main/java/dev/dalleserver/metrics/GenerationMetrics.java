package dev.dalleserver.metrics;

import io.prometheus.client.Counter;
import io.prometheus.client.Histogram;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Pictures that were made, or not. */
public final class GenerationMetrics {
  /** How a run ended. */
  public enum Outcome {
    SUCCESS,
    FAILED,
    CANCELLED;

    /** The word in metrics and logs. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Stands for a series where there is none; no series can be called that. */
  private static final String FREE_PROMPT = "_free_prompt";

  /** More series than anybody looks at one by one. */
  private static final int MOST_SERIES = 200;

  private final Family<Counter.Child> generations;
  private final Histogram.Child durations;
  private final Family<Histogram.Child> phases;
  private final Counter.Child cacheHits;
  private final BoundedLabel series = new BoundedLabel(MOST_SERIES);

  GenerationMetrics(Families families) {
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
                "Time from the start of work on a picture to its end, when it ended well.",
                Buckets.generation())
            .labels();
    phases =
        families.histogram(
            "dalleserver_generation_phase_duration_seconds",
            "Time that a phase of a run took, when it ended well.",
            Buckets.phase(),
            "phase");
    cacheHits =
        families
            .counter(
                "dalleserver_cache_hits_total", "Requests for pictures that were there already.")
            .labels();
  }

  /**
   * A run is over.
   *
   * @param nanos how long it was worked on
   */
  public void ended(String seriesName, String provider, Outcome outcome, long nanos) {
    generations.labels(series.of(seriesName), provider, outcome.label()).inc();
    if (outcome == Outcome.SUCCESS) {
      durations.observe(seconds(nanos));
    }
  }

  /** A free-prompt batch is over; it is not timed, since it may be of several pictures. */
  public void batchEnded(String provider, Outcome outcome) {
    generations.labels(FREE_PROMPT, provider, outcome.label()).inc();
  }

  /** A phase has ended well. */
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
