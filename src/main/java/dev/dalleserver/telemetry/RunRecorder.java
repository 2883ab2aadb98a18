package dev.dalleserver.telemetry;

import dev.dalleserver.console.LogRateLimiter;
import dev.dalleserver.metrics.GenerationMetrics.Outcome;
import dev.dalleserver.metrics.ServerMetrics;
import dev.dalleserver.progress.Phase;
import dev.dalleserver.progress.PhaseTiming;
import dev.dalleserver.progress.ProgressRun;
import dev.dalleserver.progress.ProgressSnapshot;
import dev.dalleserver.progress.RunListener;
import dev.dalleserver.progress.RunOutcome;
import dev.dalleserver.web.RecentErrors;
import java.util.Locale;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts runs, logs each phase that they go through, and remembers why runs failed. */
final class RunRecorder implements RunListener {
  /**
   * The route of a failed run: the client sees the error in the snapshot that this route answers.
   */
  private static final String ENDPOINT = "/dalle/{series}/{address}";

  private static final Logger LOG = LoggerFactory.getLogger("dev.dalleserver.run");
  private static final int OK = 200;

  private final ServerMetrics metrics;
  private final RecentErrors errors;
  private final LogRateLimiter failures = LogRateLimiter.forWarnings();
  private final LogRateLimiter phaseFailures = LogRateLimiter.forWarnings();

  RunRecorder(ServerMetrics metrics, RecentErrors errors) {
    this.metrics = metrics;
    this.errors = errors;
  }

  @Override
  public void onChange(ProgressRun run) {
    // Each event that is counted has its own callback.
  }

  @Override
  public void onPhaseBegun(ProgressRun run, Phase phase) {
    if (LOG.isInfoEnabled()) {
      LOG.info(
          "run series={} address={} phase={} elapsed_ms={}",
          run.key().seriesText(),
          run.key().addressText(),
          phase.text(),
          millis(run.elapsedNs()));
    }
  }

  @Override
  public void onPhaseDone(ProgressRun run, PhaseTiming timing) {
    metrics.generations().phaseDone(timing.name().text(), timing.elapsedNs(timing.endedNs()));
  }

  @Override
  public void onPhaseFailed(ProgressRun run, Phase phase, String error) {
    OptionalLong suppressed = phaseFailures.admit();
    if (suppressed.isPresent()) {
      LOG.warn(
          "run series={} address={} phase={} event=phase_failed error=\"{}\" held_back={}",
          run.key().seriesText(),
          run.key().addressText(),
          phase.text(),
          error,
          suppressed.getAsLong());
    }
  }

  @Override
  public void onEnd(ProgressRun run, RunOutcome ending) {
    Outcome outcome = outcome(ending);
    metrics
        .generations()
        .runEnded(run.key().seriesText(), run.provider(), outcome, run.elapsedNs());
    if (outcome == Outcome.FAILED) {
      metrics.error(ending.errorCode(), ENDPOINT);
      errors.add(ending.errorCode(), ENDPOINT, OK, "", ending.error());
    }
    logEnd(run, ending, outcome);
  }

  @Override
  public void onCacheHit(ProgressSnapshot snapshot) {
    metrics.generations().cacheHit();
  }

  private static Outcome outcome(RunOutcome ending) {
    if (ending.cancelled()) {
      return Outcome.CANCELLED;
    }
    return ending.error().isEmpty() ? Outcome.SUCCESS : Outcome.FAILED;
  }

  /**
   * Logs the end of a run. Failures repeat when a disk is full or a provider is down, so their
   * lines are rate-limited.
   */
  private void logEnd(ProgressRun run, RunOutcome ending, Outcome outcome) {
    String line =
        String.format(
            Locale.ROOT,
            "run series=%s address=%s phase=completed outcome=%s provider=%s elapsed_ms=%d",
            run.key().seriesText(),
            run.key().addressText(),
            outcome.label(),
            run.provider(),
            millis(run.elapsedNs()));
    if (outcome != Outcome.FAILED) {
      LOG.info(line);
      return;
    }
    OptionalLong suppressed = failures.admit();
    if (suppressed.isPresent()) {
      LOG.warn(
          "{} code={} error=\"{}\" held_back={}",
          line,
          ending.errorCode(),
          ending.error(),
          suppressed.getAsLong());
    }
  }

  private static long millis(long nanos) {
    return nanos / 1_000_000;
  }
}
