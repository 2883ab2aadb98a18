package dev.dalleserver.progress;

import dev.dalleserver.dress.DalleDress;
import dev.dalleserver.jobs.WaitingLine;
import dev.dalleserver.picture.PictureKey;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The progress of all runs, and the history of their phases.
 *
 * <p>A run that has ended is kept until one client has read its last snapshot; a failed or
 * cancelled one at least for the failure hold, so that all clients that poll it see how it ended. A
 * run that no client asks for is evicted after a time to live.
 */
public final class ProgressManager {
  /**
   * How long runs are kept after their end.
   *
   * @param failureHold how long a failed or cancelled run is shown to all clients
   * @param timeToLive how long a run is kept that no client asks for
   */
  public record Retention(Duration failureHold, Duration timeToLive) {
    public static final Retention DEFAULT =
        new Retention(Duration.ofSeconds(3), Duration.ofMinutes(5));
  }

  private final ConcurrentMap<PictureKey, ProgressRun> runs = new ConcurrentHashMap<>();
  private final List<RunListener> listeners = new CopyOnWriteArrayList<>();
  private final RunListener composite = new CompositeRunListener(listeners);
  private final PhaseHistory history;
  private final Clocks clocks;
  private final Retention retention;

  /** Set once, when the provider is known. */
  private volatile WaitingLine line = WaitingLine.NONE;

  private volatile SharedPreviews previews = SharedPreviews.NONE;

  public ProgressManager(PhaseHistory history, Clocks clocks, Retention retention) {
    this.history = history;
    this.clocks = clocks;
    this.retention = retention;
  }

  /** Sets the line of the provider, which the estimates of waiting runs include from now on. */
  public void observe(WaitingLine providerLine) {
    line = providerLine;
  }

  /** The same with the line in front of the workers, which work on that many runs at once. */
  public void observe(WaitingLine providerLine, int workers) {
    line = new WorkerLine(providerLine, workers, runs.values(), history, clocks);
  }

  /** Sets where the processes that share their runs keep previews for each other. */
  public void sharePreviews(SharedPreviews shared) {
    previews = shared;
  }

  /**
   * Returns the last picture of the work under way, a small JPEG; empty when there is none, and at
   * the end.
   */
  public Optional<byte[]> findPreview(PictureKey key) {
    Optional<RunPreview> shown = find(key).flatMap(ProgressRun::preview);
    return shown.filter(RunPreview::isHere).map(RunPreview::jpeg).or(() -> previews.find(key));
  }

  /** Returns the clocks by which runs are timed. */
  public Clocks clocks() {
    return clocks;
  }

  /**
   * Calls {@code listener} for every change of every run from now on. Callers that need one run
   * only use {@link ProgressRun#subscribe}.
   */
  public Subscription addListener(RunListener listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  /** Begins a run, queued, in place of an old one of the same key. */
  public ProgressRun begin(PictureKey key, String provider, DalleDress dress, int queuePosition) {
    ProgressRun run = create(key, provider, dress, queuePosition);
    run.joinLater(line, previews);
    runs.put(key, run);
    composite.onChange(run);
    return run;
  }

  /**
   * Takes in a run that another process has begun and ended, in place of an old one of the same
   * key: clients that ask for it see how it ended, and listeners do not see it begin.
   *
   * @param written by {@link ProgressRun#write}
   * @param age how long ago it was written
   */
  public ProgressRun recall(
      PictureKey key, String provider, DalleDress dress, String written, Duration age) {
    ProgressRun run = create(key, provider, dress, 0);
    run.joinLater(line, previews);
    run.show(written, age);
    runs.put(key, run);
    return run;
  }

  /**
   * Returns what {@link ProgressRun#write} has written, as a snapshot of a run that is known to no
   * one.
   */
  public ProgressSnapshot read(PictureKey key, String provider, DalleDress dress, String written) {
    ProgressRun run = new ProgressRun(key, provider, dress, 0, clocks, history, ignored -> {});
    run.show(written, Duration.ZERO);
    return run.snapshot();
  }

  /** Counts a request for a picture that was stored already, and returns its snapshot. */
  public ProgressSnapshot recordCacheHit(PictureKey key, String provider, DalleDress dress) {
    history.countCacheHit();
    ProgressRun run =
        new ProgressRun(key, provider, dress.asCacheHit(), 0, clocks, history, ignored -> {});
    run.finish(RunOutcome.CACHE_HIT);
    ProgressSnapshot snapshot = run.snapshot();
    composite.onCacheHit(snapshot);
    return snapshot;
  }

  /**
   * Returns the snapshot of a run, and acknowledges it when it shows the end: the next caller gets
   * it only as long as the failure hold lasts.
   *
   * @return empty when the run is not known
   */
  public Optional<ProgressSnapshot> getProgress(String series, String address) {
    return getProgress(PictureKey.parse(series, address));
  }

  /** As {@link #getProgress(String, String)}. */
  public Optional<ProgressSnapshot> getProgress(PictureKey key) {
    Optional<ProgressRun> run = find(key);
    Optional<ProgressSnapshot> snapshot = run.map(ProgressRun::snapshot);
    if (snapshot.map(ProgressSnapshot::done).orElse(false)) {
      run.ifPresent(this::acknowledge);
    }
    return snapshot;
  }

  /**
   * Forgets a run whose last snapshot a client gets, unless the failure hold still shows it to all
   * clients. This is the only way in which asking for a run changes what is known of it.
   */
  public void acknowledge(ProgressRun run) {
    if (run.isDone() && !isHeld(run)) {
      runs.remove(run.key(), run);
    }
  }

  /** Returns the run of that key, active or ended, without forgetting it. */
  public Optional<ProgressRun> find(PictureKey key) {
    return Optional.ofNullable(runs.get(key));
  }

  /** Returns all runs that are known, active or ended. */
  public Collection<ProgressRun> all() {
    return List.copyOf(runs.values());
  }

  /** Returns true while the failure hold shows the run of that key to all clients that ask. */
  public boolean holdsFailure(PictureKey key) {
    ProgressRun run = runs.get(key);
    return run != null && isHeld(run);
  }

  /** Forgets a run that has ended. */
  public void forget(PictureKey key) {
    runs.computeIfPresent(key, (k, run) -> run.isDone() ? null : run);
  }

  /** Evicts ended runs that no client has asked for within the time to live. */
  public void evictExpired() {
    runs.values()
        .removeIf(run -> run.isDone() && run.nanosSinceEnd() >= retention.timeToLive().toNanos());
  }

  /** Returns the history of the phases. */
  public PhaseHistory history() {
    return history;
  }

  /** Writes the statistics now. A failure is only logged: they are worth less than a picture. */
  public void forceMetricsSave() {
    history.save();
  }

  /** Clears the statistics in memory and on disk. */
  public void resetMetricsForTest() throws IOException {
    history.reset();
  }

  private ProgressRun create(PictureKey key, String provider, DalleDress dress, int queuePosition) {
    return new ProgressRun(key, provider, dress, queuePosition, clocks, history, composite);
  }

  private boolean isHeld(ProgressRun run) {
    return run.isFailedOrCancelled() && run.nanosSinceEnd() < retention.failureHold().toNanos();
  }
}
