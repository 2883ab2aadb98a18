package dev.dalleserver.metrics;

import io.prometheus.client.Counter;
import io.prometheus.client.Gauge;
import io.prometheus.client.Histogram;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;

/** Metrics of requests. Counting a request looks up cached children and allocates no memory. */
public final class HttpMetrics {
  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE");
  private static final String OTHER_METHOD = "OTHER";
  private static final int STATUSES = 600;

  private final Family<Counter.Child> requests;
  private final Family<Histogram.Child> durations;
  private final Gauge.Child inFlight;
  private final Map<String, RouteMetrics> routes = new ConcurrentHashMap<>();

  HttpMetrics(Families families) {
    requests =
        families.counter(
            "dalleserver_http_requests_total",
            "Requests that were answered or refused.",
            "method",
            "route",
            "status");
    durations =
        families.histogram(
            "dalleserver_http_request_duration_seconds",
            "Time from the end of the headers to the end of the answer.",
            Buckets.http(),
            "route");
    inFlight =
        families
            .gauge("dalleserver_http_requests_in_flight", "Requests being answered now.")
            .labels();
  }

  /** Counts a request as in progress. */
  public void requestStarted() {
    inFlight.inc();
  }

  /** Counts a request in progress as ended. */
  public void requestEnded() {
    inFlight.dec();
  }

  /**
   * Records a request that was answered.
   *
   * @param route a pattern from the table of URLs, never a path as the client sent it
   * @param nanos how long it took
   */
  public void requestAnswered(String method, String route, int status, long nanos) {
    RouteMetrics metrics = routes.get(route);
    if (metrics == null) {
      metrics = routes.computeIfAbsent(route, RouteMetrics::new);
    }
    metrics.countAnswer(METHODS.contains(method) ? method : OTHER_METHOD, status, nanos);
  }

  /** The children of one route, resolved at their first use. */
  private final class RouteMetrics {
    private final String route;
    private final Histogram.Child duration;
    private final Map<String, AtomicReferenceArray<Counter.Child>> byMethod =
        new ConcurrentHashMap<>();

    RouteMetrics(String route) {
      this.route = route;
      this.duration = durations.labels(route);
    }

    void countAnswer(String method, int status, long nanos) {
      duration.observe(nanos / (double) TimeUnit.SECONDS.toNanos(1));
      AtomicReferenceArray<Counter.Child> byStatus = byMethod.get(method);
      if (byStatus == null) {
        byStatus = byMethod.computeIfAbsent(method, m -> new AtomicReferenceArray<>(STATUSES));
      }
      // A broken answer may have no status.
      int known = status > 0 && status < STATUSES ? status : 0;
      Counter.Child child = byStatus.get(known);
      if (child == null) {
        // Two threads here resolve the same child, so either may store its reference.
        child = requests.labels(method, route, Integer.toString(known));
        byStatus.set(known, child);
      }
      child.inc();
    }
  }
}
