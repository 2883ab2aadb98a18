package dev.dalleserver.web;

import dev.dalleserver.progress.Phase;
import dev.dalleserver.progress.PhaseAverage;
import dev.dalleserver.progress.PhaseHistory;
import dev.dalleserver.progress.PhaseSummary;
import dev.dalleserver.progress.Quantiles;
import dev.dalleserver.web.http.BodySender;
import dev.dalleserver.web.http.ContentCoding;
import dev.dalleserver.web.http.Json;
import dev.dalleserver.web.http.Parameters;
import dev.dalleserver.web.http.RequestContext;
import io.javalin.http.Context;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Handler of {@code /metrics}: all metrics, as text for scrapers or as JSON for programs. */
final class MetricsHandler {
  private final MetricsSource metrics;
  private final PhaseHistory history;
  private final Supplier<?> spending;

  /**
   * @param spending returns a record with what was used and paid for
   */
  MetricsHandler(MetricsSource metrics, PhaseHistory history, Supplier<?> spending) {
    this.spending = spending;
    this.metrics = metrics;
    this.history = history;
  }

  /**
   * The JSON answer.
   *
   * @param phases by name, only phases that have ended well at least once
   * @param metrics the metrics that scrapers get as text
   */
  private record Numbers(
      long generationRuns,
      long cacheHits,
      Map<String, PhaseNumbers> phases,
      Object spending,
      List<?> metrics) {}

  /**
   * The durations of one phase.
   *
   * @param count number of durations that went into the average
   * @param averageNs the smoothed duration in nanoseconds
   * @param recent quantiles of the last durations
   */
  private record PhaseNumbers(
      long count,
      long averageNs,
      Quantiles recent,
      Map<String, Quantiles> byProvider,
      List<Sample> samples) {}

  /** One measured duration. */
  private record Sample(long endedMs, long durationNs, String provider) {}

  void get(Context ctx) {
    RequestContext.of(ctx).markQuiet();
    if (Parameters.isJsonRequested(ctx)) {
      Numbers numbers =
          new Numbers(
              history.generationRuns(),
              history.cacheHits(),
              phases(),
              spending.get(),
              metrics.values());
      Json.answerText(ctx, numbers);
      return;
    }
    String contentType = metrics.contentType(ctx.header("Accept"));
    ContentCoding.addVary(ctx, "Accept");
    ctx.header("Cache-Control", "no-store");
    ctx.contentType(contentType);
    BodySender.of(ctx).sendText(ctx, metrics.text(contentType));
  }

  private Map<String, PhaseNumbers> phases() {
    Map<String, PhaseNumbers> phases = new LinkedHashMap<>();
    Map<Phase, PhaseSummary> summaries = history.summaries();
    history
        .averages()
        .forEach((phase, average) -> phases.put(phase.text(), of(average, summaries.get(phase))));
    return phases;
  }

  private static PhaseNumbers of(PhaseAverage average, @Nullable PhaseSummary summary) {
    PhaseSummary durations = summary == null ? PhaseSummary.of(List.of()) : summary;
    return new PhaseNumbers(
        average.count(),
        average.avgNs(),
        durations.quantiles(),
        durations.byProvider(),
        durations.samples().stream()
            .map(sample -> new Sample(sample.endedMs(), sample.durationNs(), sample.provider()))
            .toList());
  }
}
