package dev.dalleserver.telemetry;

import dev.dalleserver.console.LogRateLimiter;
import dev.dalleserver.picture.ArtifactId;
import dev.dalleserver.progress.ProgressRun;
import dev.dalleserver.progress.ProgressSnapshot;
import dev.dalleserver.progress.RunListener;
import dev.dalleserver.progress.RunOutcome;
import dev.dalleserver.storage.ArtifactStore;
import dev.dalleserver.wire.SnapshotJson;
import java.io.IOException;
import java.time.Clock;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the last snapshot of every run as an artifact, for {@code --archive-runs}. Writes on its
 * own thread: a thread that ends a run may be interrupted when the server stops.
 */
final class RunArchive implements RunListener, AutoCloseable {
  private static final long CLOSE_TIMEOUT_SECONDS = 5;
  private static final Logger LOG = LoggerFactory.getLogger(RunArchive.class);

  private final ArtifactStore store;
  private final Clock clock;
  private final LogRateLimiter warnings = LogRateLimiter.forWarnings();
  private final ExecutorService writer =
      Executors.newSingleThreadExecutor(work -> new Thread(work, "archive"));

  RunArchive(ArtifactStore store, Clock clock) {
    this.store = store;
    this.clock = clock;
  }

  @Override
  public void onChange(ProgressRun run) {
    // Only the end of a run is archived.
  }

  @Override
  public void onEnd(ProgressRun run, RunOutcome ending) {
    ProgressSnapshot last = run.snapshot();
    ArtifactId id = new ArtifactId.ArchivedRun(last.series(), last.address(), clock.millis());
    try {
      writer.execute(() -> write(id, last));
    } catch (RejectedExecutionException e) {
      // Its worker ended after the shutdown's timeout; the run looks as if the process was killed.
      LOG.debug("archive event=closed");
    }
  }

  /**
   * Waits until all snapshots are written, or the timeout has passed. Runs must have ended before.
   */
  @Override
  public void close() {
    writer.shutdown();
    try {
      if (!writer.awaitTermination(CLOSE_TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
        writer.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void write(ArtifactId id, ProgressSnapshot last) {
    try {
      store.write(id, SnapshotJson.render(last, ""));
    } catch (IOException e) {
      warnings
          .admit()
          .ifPresent(
              suppressed ->
                  LOG.warn(
                      "archive event=save_failed reason=\"{}\" held_back={}",
                      store.describe(e),
                      suppressed));
    }
  }
}
