package dev.dalleserver.progress;

import dev.dalleserver.dress.DalleDress;
import dev.dalleserver.dress.PictureKey;
import dev.dalleserver.store.FileStore;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where all runs stand, and how long their phases usually take.
 *
 * <p>A run that is over stays until its first reader has seen its last snapshot; a failed or
 * cancelled one at least for the failure hold, so that all who poll it see how it ended. What
 * nobody asks for goes after a time to live.
 */
public final class ProgressManager {
  private static final Logger LOG = LoggerFactory.getLogger(ProgressManager.class);

  /**
   * How long things stay.
   *
   * @param failureHold how long a bad ending is shown to everybody
   * @param timeToLive how long an ending is kept that nobody asks for
   */
  public record Retention(Duration failureHold, Duration timeToLive) {
    public static final Retention DEFAULT =
        new Retention(Duration.ofSeconds(3), Duration.ofMinutes(5));
  }

  private final ConcurrentMap<PictureKey, ProgressRun> runs = new ConcurrentHashMap<>();
  private final List<RunListener> listeners = new CopyOnWriteArrayList<>();
  private final RunListener fanOut = new CompositeRunListener(listeners);
  private final PhaseStatistics statistics = new PhaseStatistics();
  private final StatisticsFile file;
  private final AtomicBoolean saveFails = new AtomicBoolean();
  private final Clocks ticker;
  private final Retention retention;

  /**
   * @throws IOException when statistics are there and cannot be read
   */
  public ProgressManager(FileStore store, Clocks ticker, Retention retention) throws IOException {
    this.file = new StatisticsFile(store, ticker.wall());
    this.ticker = ticker;
    this.retention = retention;
    file.load().ifPresent(statistics::restore);
  }

  /**
   * Tells {@code listener} of every change of every run from now on. Who cares for one run only
   * asks {@link ProgressRun#subscribe}.
   */
  public Subscription addListener(RunListener listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  /** A new run, queued, in place of an old one of the same key. */
  public ProgressRun begin(PictureKey key, String provider, DalleDress dress, int queuePosition) {
    ProgressRun run = create(key, provider, dress, queuePosition);
    runs.put(key, run);
    fanOut.onChange(run);
    return run;
  }

  /** The snapshot for someone who asked for a picture that was there already. */
  public ProgressSnapshot cacheHit(PictureKey key, String provider, DalleDress dress) {
    statistics.countCacheHit();
    ProgressRun run =
        new ProgressRun(key, provider, dress.asCacheHit(), 0, ticker, statistics, unheard -> {});
    run.finish(RunOutcome.CACHE_HIT);
    ProgressSnapshot snapshot = run.snapshot();
    fanOut.onCacheHit(snapshot);
    return snapshot;
  }

  /**
   * The snapshot of a run; forgets a run that is over once it has been shown.
   *
   * @return empty when nothing is known of it
   */
  public Optional<ProgressSnapshot> getProgress(String series, String address) {
    return getProgress(PictureKey.parse(series, address));
  }

  /** As {@link #getProgress(String, String)}. */
  public Optional<ProgressSnapshot> getProgress(PictureKey key) {
    return Optional.ofNullable(runs.get(key)).map(this::show);
  }

  /** The snapshot of a run that the caller has at hand; forgets it under the same rule. */
  public ProgressSnapshot show(ProgressRun run) {
    // Before the snapshot, so that a run that ends in between is not forgotten unseen.
    boolean over = run.done();
    ProgressSnapshot snapshot = run.snapshot();
    if (over && !heldForAll(run)) {
      runs.remove(run.key(), run);
    }
    return snapshot;
  }

  /** The run of that key, active or over, without forgetting it. */
  public Optional<ProgressRun> find(PictureKey key) {
    return Optional.ofNullable(runs.get(key));
  }

  /** All runs that are known, active or over. */
  public Collection<ProgressRun> all() {
    return List.copyOf(runs.values());
  }

  /** True while the bad ending of that key is shown to everybody who asks. */
  public boolean holdsFailure(PictureKey key) {
    ProgressRun run = runs.get(key);
    return run != null && heldForAll(run);
  }

  /** Drops what is known of a run that is over. */
  public void forget(PictureKey key) {
    runs.computeIfPresent(key, (k, run) -> run.done() ? null : run);
  }

  /** Drops a run that could not be begun after all. */
  public void discard(ProgressRun run) {
    runs.remove(run.key(), run);
  }

  /** Drops what nobody has asked for within the time to live. */
  public void sweep() {
    runs.values()
        .removeIf(run -> run.done() && run.nanosSinceEnd() >= retention.timeToLive().toNanos());
  }

  /** How long phases usually take. */
  public PhaseStatistics statistics() {
    return statistics;
  }

  /** Whether these bytes are statistics that a server could go on from. */
  public static boolean understands(byte[] statistics) {
    return StatisticsFile.parse(statistics).isPresent();
  }

  /** Writes the statistics now. Failing is logged: they are worth less than a picture. */
  public void forceMetricsSave() {
    try {
      // Together, or of two that save at once the older statistics might be written last.
      synchronized (file) {
        file.save(statistics.contents());
      }
      saveFails.set(false);
    } catch (ClosedByInterruptException e) {
      // A worker that is being cut off; whoever cuts it off saves again when all have ended.
    } catch (IOException e) {
      // Once: with a full disk it would be a line for every run.
      if (saveFails.compareAndSet(false, true)) {
        LOG.warn("statistics event=save_failed reason=\"{}\"", e.getMessage());
      }
    }
  }

  /** Clears the statistics in memory and on disk. */
  public void resetMetricsForTest() throws IOException {
    synchronized (file) {
      statistics.restore(new PhaseStatistics().contents());
      file.delete();
    }
  }

  private ProgressRun create(PictureKey key, String provider, DalleDress dress, int queuePosition) {
    return new ProgressRun(key, provider, dress, queuePosition, ticker, statistics, fanOut);
  }

  private boolean heldForAll(ProgressRun run) {
    return run.endedBadly() && run.nanosSinceEnd() < retention.failureHold().toNanos();
  }
}
