package dev.dalleserver.pictures;

import dev.dalleserver.dress.DalleDress;
import dev.dalleserver.dress.DressFactory;
import dev.dalleserver.jobs.Cancellation;
import dev.dalleserver.jobs.ChangeSignal;
import dev.dalleserver.jobs.JobLimits;
import dev.dalleserver.picture.InvalidSeriesException;
import dev.dalleserver.picture.PictureKey;
import dev.dalleserver.progress.Clocks;
import dev.dalleserver.progress.ProgressManager;
import dev.dalleserver.progress.ProgressRun;
import dev.dalleserver.progress.ProgressSnapshot;
import dev.dalleserver.series.Series;
import dev.dalleserver.series.SeriesCatalog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * The service that makes pictures on demand: one run per key, which later requests for the key
 * join; a few workers make them at once.
 *
 * <p>The map of active runs decides: the request that puts a run there has begun it, and the run
 * leaves the map only when it has ended, whatever happens. Between its end and its removal, the
 * next run of the key may take its place, so that no request waits for the removal.
 */
public final class PictureService implements AutoCloseable {
  private final SeriesCatalog catalog;
  private final DressFactory dressFactory;
  private final ProgressManager progress;
  private final PictureArtifacts artifacts;
  private final PictureProviders providers;
  private final RunSupervisor supervisor;
  private final ConcurrentMap<PictureKey, ActiveRun> active = new ConcurrentHashMap<>();
  private final ChangeSignal endSignal = new ChangeSignal();
  private volatile boolean closing;

  public PictureService(
      SeriesCatalog catalog,
      DressFactory dressFactory,
      ProgressManager progress,
      PictureArtifacts artifacts,
      PictureProviders providers,
      JobLimits limits,
      Clocks clocks) {
    this.catalog = catalog;
    this.dressFactory = dressFactory;
    this.progress = progress;
    this.artifacts = artifacts;
    this.providers = providers;
    this.supervisor =
        new RunSupervisor(
            new Pipeline(providers, artifacts), artifacts, limits, clocks.nanos(), this::release);
  }

  /**
   * Reports on a picture, and begins its run when it is neither stored nor under way.
   *
   * @throws InvalidSeriesException when the series does not exist
   * @throws dev.dalleserver.dress.UnknownBackStyleException when the options name a back style that
   *     does not exist
   * @throws UncheckedIOException when stored files cannot be read
   */
  public PictureOutcome generate(PictureKey key, PictureOptions options) {
    Series series = series(key);
    ActiveRun joined = active.get(key);
    if (joined != null && !joined.isEnded()) {
      return outcomeOf(joined);
    }
    Optional<ProgressSnapshot> lastSnapshot = findLastSnapshot(key);
    if (lastSnapshot.isPresent()) {
      return new PictureOutcome.Accepted(lastSnapshot.get(), false);
    }
    DalleDress plan = dressFactory.create(series, key.address(), options.backStyle());
    if (closing) {
      return new PictureOutcome.ShuttingDown();
    }
    Optional<Duration> untilReset = refusalDuration(key, options.force());
    if (untilReset.isPresent()) {
      return new PictureOutcome.BudgetExhausted(untilReset.get());
    }
    return begin(key, plan, options.force());
  }

  /**
   * Returns how long the provider refuses this picture; empty also for a stored one, which costs
   * nothing.
   */
  private Optional<Duration> refusalDuration(PictureKey key, boolean force) {
    boolean stored =
        !force
            && (artifacts.hasAnnotated(key)
                || artifacts.hasPicture(key)
                || artifacts.hasReceived(key));
    return stored ? Optional.empty() : providers.provider().flatMap(ImageProvider::refusalDuration);
  }

  /** Returns where a picture's run stands, if there is one that is active or has just ended. */
  public Optional<ProgressSnapshot> findProgress(PictureKey key) {
    ActiveRun run = active.get(key);
    return run != null && !run.isEnded()
        ? Optional.of(progress.readSnapshot(run.progress()))
        : progress.getProgress(key);
  }

  /**
   * Returns the snapshot of a stored picture, as a request for the picture gets it; begins no run.
   */
  public Optional<ProgressSnapshot> findStored(PictureKey key) {
    Series series = series(key);
    return artifacts.hasAnnotated(key)
        ? Optional.of(cacheHit(key, dressFactory.create(series, key.address(), Optional.empty())))
        : Optional.empty();
  }

  /** Returns where the annotated picture lies when it is stored. */
  public Path picturePath(PictureKey key) {
    return artifacts.annotatedPath(key);
  }

  /**
   * Returns the stored dress of a picture, as far as it was made.
   *
   * @throws UncheckedIOException when it cannot be read
   */
  public Optional<DalleDress> dress(PictureKey key) {
    try {
      return artifacts.load(key);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Removes the annotated picture; its prompts stay.
   *
   * @throws UncheckedIOException when a file cannot be removed
   */
  public RemovalOutcome remove(PictureKey key) {
    RemovalOutcome[] outcome = {RemovalOutcome.BEING_MADE};
    // Inside compute no run of this key can begin.
    active.compute(
        key,
        (k, run) -> {
          if (run != null && !run.isEnded()) {
            return run;
          }
          outcome[0] = removeIdle(key);
          return null;
        });
    return outcome[0];
  }

  /**
   * Ends a run that is waiting or active; the provider is not called any more.
   *
   * @return its last snapshot, or empty when no run was active
   */
  public Optional<ProgressSnapshot> cancel(PictureKey key) {
    ActiveRun run = active.get(key);
    if (run == null || !supervisor.end(run, Cancellation.Reason.CANCELLED)) {
      return Optional.empty();
    }
    // The worker may have noticed the request first, or may have ended the run already: what counts
    // is how the run ended, not which thread ended it.
    return Optional.of(run.progress().snapshot()).filter(ProgressSnapshot::cancelled);
  }

  /** Returns true while the picture waits to be made, or is being made. */
  public boolean isActive(PictureKey key) {
    ActiveRun run = active.get(key);
    return run != null && !run.isEnded();
  }

  /** Returns the key's series, or throws {@link InvalidSeriesException} when it does not exist. */
  public Series series(PictureKey key) {
    return catalog
        .find(key.series())
        .orElseThrow(() -> new InvalidSeriesException("there is no such series", key.seriesText()));
  }

  /** Returns the number of runs that workers are working on. */
  public int activeRuns() {
    return supervisor.active();
  }

  /** Returns the number of runs that wait for a worker. */
  public int waitingRuns() {
    return supervisor.waiting();
  }

  /** Returns true once the service accepts no new work any more. */
  public boolean refusesNewWork() {
    return closing;
  }

  /**
   * Accepts no new work from now on, and ends the runs that wait or have not cost anything yet;
   * later requests can resume them. Runs whose picture is being paid for go on.
   */
  public void refuseNewWork() {
    closing = true;
    active.values().forEach(supervisor::endUnlessPaying);
  }

  /**
   * Waits until no picture is being paid for, at most for {@code timeout}.
   *
   * @return how many pictures are still being paid for
   */
  public int awaitPaid(Duration timeout) {
    endSignal.await(() -> countPaying() == 0, timeout);
    return countPaying();
  }

  private int countPaying() {
    return (int)
        active.values().stream()
            .filter(run -> !run.isEnded() && run.job().cancellation().isPaying())
            .count();
  }

  /** Ends all runs, so that later requests can resume them, and saves the statistics. */
  @Override
  public void close() {
    refuseNewWork();
    active.values().forEach(run -> supervisor.end(run, Cancellation.Reason.SHUTDOWN));
    supervisor.close();
    progress.forceMetricsSave();
  }

  private PictureOutcome begin(PictureKey key, DalleDress plan, boolean force) {
    Begun begun = new Begun();
    ActiveRun run =
        active.compute(
            key,
            (k, current) -> {
              if (current != null && !current.isEnded()) {
                return current;
              }
              if (hasEndedMeanwhile(key, force)) {
                return null;
              }
              begun.tried = true;
              begun.run = start(key, plan, force);
              return begun.run;
            });
    if (run != null) {
      return begun.run == run
          ? new PictureOutcome.Accepted(run.progress().snapshot(), true)
          : outcomeOf(run);
    }
    if (begun.tried) {
      return new PictureOutcome.QueueFull(supervisor.waiting());
    }
    return new PictureOutcome.Accepted(
        findLastSnapshot(key).orElseGet(() -> cacheHit(key, plan)), false);
  }

  /** The values that the lambda in {@link #begin} cannot return beside its result. */
  private static final class Begun {
    private boolean tried;
    private @Nullable ActiveRun run;
  }

  /**
   * Returns true when the picture needs no new run. A run that has ended since the caller looked
   * first has left its picture, or a failure that all clients see for a while: looking again inside
   * the map's lock makes sure that the picture is not begun twice.
   */
  private boolean hasEndedMeanwhile(PictureKey key, boolean force) {
    return (!force && artifacts.hasAnnotated(key)) || progress.holdsFailure(key);
  }

  private @Nullable ActiveRun start(PictureKey key, DalleDress plan, boolean force) {
    ProgressRun run = progress.begin(key, providers.providerName(), plan, supervisor.waiting() + 1);
    PictureJob job = new PictureJob(key, plan, force, run, supervisor.newCancellation());
    ActiveRun started = supervisor.start(job);
    if (started == null) {
      run.reject();
      progress.discard(run);
    }
    return started;
  }

  /** Returns the last snapshot of a run that has ended, as long as clients are to see it. */
  private Optional<ProgressSnapshot> findLastSnapshot(PictureKey key) {
    return progress
        .find(key)
        .filter(run -> run.isDone() && (!run.isFailedOrCancelled() || progress.holdsFailure(key)))
        .flatMap(run -> progress.getProgress(key));
  }

  private ProgressSnapshot cacheHit(PictureKey key, DalleDress plan) {
    try {
      DalleDress dress = artifacts.withFileFacts(key, artifacts.load(key).orElse(plan));
      return progress.recordCacheHit(key, dress.provider(), dress);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private RemovalOutcome removeIdle(PictureKey key) {
    try {
      progress.forget(key);
      return artifacts.removeAnnotated(key) ? RemovalOutcome.REMOVED : RemovalOutcome.NOT_FOUND;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void release(ActiveRun run) {
    active.remove(run.job().key(), run);
    endSignal.signal();
    progress.forceMetricsSave();
  }

  private PictureOutcome outcomeOf(ActiveRun run) {
    return new PictureOutcome.Accepted(progress.readSnapshot(run.progress()), false);
  }
}
