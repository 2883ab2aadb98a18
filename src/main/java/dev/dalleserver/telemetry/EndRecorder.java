package dev.dalleserver.telemetry;

import dev.dalleserver.console.LogRateLimiter;
import dev.dalleserver.metrics.GenerationMetrics.Outcome;
import dev.dalleserver.metrics.ServerMetrics;
import dev.dalleserver.progress.Ending;
import dev.dalleserver.web.RecentErrors;
import org.slf4j.Logger;

/**
 * Logs each end of a run or a batch, and remembers why some failed. Failures repeat when a disk is
 * full or a provider is down, so their lines are rate-limited.
 */
final class EndRecorder {
  private static final int OK = 200;

  private final Logger log;
  private final String endpoint;
  private final ServerMetrics metrics;
  private final RecentErrors errors;
  private final LogRateLimiter failures = LogRateLimiter.forWarnings();

  /**
   * @param endpoint the route of what failed: clients see the error in what this route answers
   */
  EndRecorder(Logger log, String endpoint, ServerMetrics metrics, RecentErrors errors) {
    this.log = log;
    this.endpoint = endpoint;
    this.metrics = metrics;
    this.errors = errors;
  }

  /** Returns the kind of an end as the metrics name it. */
  static Outcome outcome(Ending ending) {
    return switch (ending) {
      case COMPLETED -> Outcome.SUCCESS;
      case FAILED -> Outcome.FAILED;
      case CANCELLED -> Outcome.CANCELLED;
    };
  }

  /**
   * Records an end that is no failure.
   *
   * @param line for the log
   */
  void recordEnd(String line) {
    log.info(line);
  }

  /** Records a failure. */
  void recordFailure(String line, String code, String message) {
    metrics.error(code, endpoint);
    errors.add(code, endpoint, OK, "", message);
    failures
        .admit()
        .ifPresent(
            suppressed ->
                log.warn("{} code={} error=\"{}\" held_back={}", line, code, message, suppressed));
  }
}
