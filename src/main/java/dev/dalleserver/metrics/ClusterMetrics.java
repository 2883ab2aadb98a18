package dev.dalleserver.metrics;

import io.prometheus.client.Counter;
import io.prometheus.client.Histogram;
import java.time.Duration;
import java.util.function.DoubleSupplier;

/** Metrics of what a server shares with others: their database and their bucket. */
public final class ClusterMetrics {
  /** From a local round trip to what is given up. */
  private static final double[] STATEMENT_BOUNDS = {
    0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1, 3
  };

  private static final double[] REQUEST_BOUNDS = {
    0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15, 60
  };

  private static final double NANOS_PER_SECOND = 1e9;

  private final Families families;
  private final Family<Histogram.Child> statements;
  private final Family<Counter.Child> statementErrors;
  private final Family<Histogram.Child> requests;
  private final Family<Counter.Child> requestErrors;

  ClusterMetrics(Families families) {
    this.families = families;
    statements =
        families.histogram(
            "dalleserver_database_statement_seconds",
            "How long statements took, with the way to the database.",
            STATEMENT_BOUNDS,
            "statement");
    statementErrors =
        families.counter(
            "dalleserver_database_errors_total", "Statements that failed.", "statement");
    requests =
        families.histogram(
            "dalleserver_bucket_request_seconds",
            "How long requests to the bucket took, with all attempts.",
            REQUEST_BOUNDS,
            "operation");
    requestErrors =
        families.counter(
            "dalleserver_bucket_errors_total", "Requests to the bucket that failed.", "operation");
  }

  /**
   * Counts a statement.
   *
   * @param name one of those that the server has
   */
  public void statement(String name, Duration took, boolean succeeded) {
    statements.labels(name).observe(took.toNanos() / NANOS_PER_SECOND);
    if (!succeeded) {
      statementErrors.labels(name).inc();
    }
  }

  /**
   * Counts a request to the bucket.
   *
   * @param operation one of a few words
   */
  public void bucketRequest(String operation, long nanos, boolean succeeded) {
    requests.labels(operation).observe(nanos / NANOS_PER_SECOND);
    if (!succeeded) {
      requestErrors.labels(operation).inc();
    }
  }

  /** Adds a gauge that is read at each scrape; its name is given without the prefix. */
  public void gauge(String name, String help, DoubleSupplier value) {
    families.suppliedGauge("dalleserver_" + name, help).add(value);
  }
}
