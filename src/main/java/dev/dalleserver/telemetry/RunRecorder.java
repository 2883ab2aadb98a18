package dev.dalleserver.telemetry;

import dev.dalleserver.console.LogRateLimiter;
import dev.dalleserver.metrics.GenerationMetrics.Outcome;
import dev.dalleserver.metrics.ServerMetrics;
import dev.dalleserver.progress.Ending;
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

  private final ServerMetrics metrics;
  private final EndRecorder ends;
  private final LogRateLimiter phaseFailures = LogRateLimiter.forWarnings();

  RunRecorder(ServerMetrics metrics, RecentErrors errors) {
    this.metrics = metrics;
    this.ends = new EndRecorder(LOG, ENDPOINT, metrics, errors);
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
  public void onEnd(ProgressRun run, RunOutcome outcome) {
    Outcome counted = EndRecorder.outcome(outcome.ending());
    metrics
        .generations()
        .runEnded(run.key().seriesText(), run.provider(), counted, run.elapsedNs());
    String line =
        String.format(
            Locale.ROOT,
            "run series=%s address=%s phase=completed outcome=%s provider=%s elapsed_ms=%d",
            run.key().seriesText(),
            run.key().addressText(),
            counted.label(),
            run.provider(),
            millis(run.elapsedNs()));
    if (outcome.ending() == Ending.FAILED) {
      ends.recordFailure(line, outcome.errorCode(), outcome.error());
    } else {
      ends.recordEnd(line);
    }
  }

  @Override
  public void onCacheHit(ProgressSnapshot snapshot) {
    metrics.generations().cacheHit();
  }

  private static long millis(long nanos) {
    return nanos / 1_000_000;
  }
}
