package dev.dalleserver.web;

import dev.dalleserver.progress.Phase;
import dev.dalleserver.progress.PhaseStatistics;
import dev.dalleserver.progress.Quantiles;
import dev.dalleserver.progress.RecentDurations;
import io.javalin.http.Context;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code /metrics}: everything that is counted, for scrapers and for programs. */
final class MetricsHandler {
  private final MetricsSource metrics;
  private final PhaseStatistics statistics;

  MetricsHandler(MetricsSource metrics, PhaseStatistics statistics) {
    this.metrics = metrics;
    this.statistics = statistics;
  }

  /**
   * The answer for programs.
   *
   * @param phases by name, for those that have ended well
   * @param metrics what scrapers get
   */
  private record Numbers(
      long generationRuns, long cacheHits, Map<String, PhaseNumbers> phases, List<?> metrics) {}

  /**
   * One phase.
   *
   * @param count durations that went into the average
   * @param averageNs the smoothed duration
   * @param recent of the last durations
   */
  private record PhaseNumbers(
      long count,
      long averageNs,
      Quantiles recent,
      Map<String, Quantiles> byProvider,
      List<Sample> samples) {}

  /** One duration. */
  private record Sample(long endedMs, long durationNs, String provider) {}

  void get(Context ctx) {
    RequestContext.of(ctx).beQuiet();
    if (Parameters.json(ctx)) {
      Numbers numbers =
          new Numbers(
              statistics.generationRuns(), statistics.cacheHits(), phases(), metrics.values());
      Json.answer(ctx, 200, numbers);
      return;
    }
    String contentType = metrics.contentType(ctx.header("Accept"));
    ctx.header("Vary", "Accept");
    ctx.header("Cache-Control", "no-store");
    ctx.contentType(contentType);
    BodySender.of(ctx).send(ctx, metrics.text(contentType));
  }

  private Map<String, PhaseNumbers> phases() {
    Map<String, PhaseNumbers> phases = new LinkedHashMap<>();
    Map<Phase, RecentDurations.Summary> summaries = statistics.recent().summaries();
    statistics
        .averages()
        .forEach((phase, average) -> phases.put(phase.text(), of(average, summaries.get(phase))));
    return phases;
  }

  private static PhaseNumbers of(
      PhaseStatistics.Average average, RecentDurations.@Nullable Summary summary) {
    RecentDurations.Summary known =
        summary == null ? RecentDurations.Summary.of(List.of()) : summary;
    return new PhaseNumbers(
        average.count(),
        average.avgNs(),
        known.quantiles(),
        known.byProvider(),
        known.samples().stream()
            .map(s -> new Sample(s.endedMs(), s.durationNs(), s.provider()))
            .toList());
  }
}
