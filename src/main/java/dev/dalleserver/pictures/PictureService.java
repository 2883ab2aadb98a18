package dev.dalleserver.pictures;

import dev.dalleserver.dress.DalleDress;
import dev.dalleserver.dress.DressFactory;
import dev.dalleserver.jobs.Cancellation;
import dev.dalleserver.jobs.Capacity;
import dev.dalleserver.jobs.Drainable;
import dev.dalleserver.jobs.JobLimits;
import dev.dalleserver.jobs.JobRunner;
import dev.dalleserver.jobs.Jobs;
import dev.dalleserver.jobs.JobsFactory;
import dev.dalleserver.jobs.NewJob;
import dev.dalleserver.jobs.Seen;
import dev.dalleserver.jobs.Submission;
import dev.dalleserver.jobs.WorkerPool;
import dev.dalleserver.picture.InvalidSeriesException;
import dev.dalleserver.picture.PictureKey;
import dev.dalleserver.progress.ProgressManager;
import dev.dalleserver.progress.ProgressSnapshot;
import dev.dalleserver.progress.Subscription;
import dev.dalleserver.series.Series;
import dev.dalleserver.series.SeriesCatalog;
import dev.dalleserver.tasks.TaskScheduler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;

/**
 * The service that makes pictures on demand: one run per key, which later requests for the key
 * join; a few workers make them at once.
 *
 * <p>A run is known to {@link Jobs} until it has ended; its last snapshot stays with the {@link
 * ProgressManager} until a client has read it. Between its end and that, the next run of the key
 * may begin.
 */
public final class PictureService implements AutoCloseable {
  /** The outcome of a request to remove a picture. */
  public enum RemovalOutcome {
    REMOVED,
    /** There was no picture. */
    NOT_FOUND,
    /** The picture is being made now. */
    BEING_MADE
  }

  private final SeriesCatalog catalog;
  private final DressFactory dressFactory;
  private final ProgressManager progress;
  private final PictureArtifacts artifacts;
  private final PictureProviders providers;
  private final PictureJobKind kind;
  private final Jobs<PictureKey, PictureJobKind.Wish, PictureRun> jobs;
  private final JobRunner<PictureKey, PictureJobKind.Wish, PictureRun> runner;

  public PictureService(
      SeriesCatalog catalog,
      DressFactory dressFactory,
      ProgressManager progress,
      PictureArtifacts artifacts,
      PictureProviders providers,
      JobLimits limits,
      JobsFactory jobs) {
    this.catalog = catalog;
    this.dressFactory = dressFactory;
    this.progress = progress;
    this.artifacts = artifacts;
    this.providers = providers;
    this.kind =
        new PictureJobKind(
            progress,
            new Pipeline(providers, artifacts),
            providers.providerName(),
            limits.runLimit(),
            this::wordsAnew);
    this.jobs = jobs.create(kind, Capacity.ofWorkers(limits));
    this.runner =
        new JobRunner<>(
            this.jobs, WorkerPool.fixed(limits.workers()), new TaskScheduler("deadlines"));
    this.jobs.subscribe(this::release);
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
    Optional<PictureOutcome> outcome = Optional.empty();
    while (outcome.isEmpty()) {
      // Seen before stored results are looked for: a run that ends from now on is noticed.
      Seen<PictureRun> seen = jobs.look(key);
      Optional<PictureRun> active = seen.job().filter(run -> !run.isEnded());
      if (active.isPresent()) {
        return outcomeOf(active.get());
      }
      Optional<ProgressSnapshot> last = findLastSnapshot(key);
      if (last.isPresent()) {
        return new PictureOutcome.Accepted(last.get(), false);
      }
      DalleDress plan = dressFactory.create(series, key.address(), options.backStyle());
      outcome =
          withoutRun(key, plan, options.force())
              .or(() -> begin(key, wish(key, plan, options), seen));
    }
    return outcome.get();
  }

  /** Returns the outcome of a request that needs no run, or for which none may begin. */
  private Optional<PictureOutcome> withoutRun(PictureKey key, DalleDress plan, boolean force) {
    if (runner.refusesNewWork()) {
      return Optional.of(new PictureOutcome.ShuttingDown());
    }
    if (!force && artifacts.hasAnnotated(key)) {
      return Optional.of(new PictureOutcome.Accepted(cacheHit(key, plan), false));
    }
    return refusalDuration(key, force).map(PictureOutcome.BudgetExhausted::new);
  }

  /**
   * Returns how long the provider refuses this picture; empty also for one that needs only its
   * caption, which costs nothing.
   */
  private Optional<Duration> refusalDuration(PictureKey key, boolean force) {
    // The files are looked for only where something is refused.
    return providers
        .provider()
        .flatMap(ImageProvider::refusalDuration)
        .filter(it -> force || !(artifacts.hasPicture(key) || artifacts.hasReceived(key)));
  }

  /** Returns where a picture's run stands, if there is one that is active or has just ended. */
  public Optional<ProgressSnapshot> findProgress(PictureKey key) {
    return activeRun(key)
        .map(this::lastOrCurrent)
        .or(() -> isOutdated(key) ? Optional.empty() : progress.getProgress(key));
  }

  /**
   * Returns true when the end of a run is not to be told any more, because its picture is not there
   * any more: another process has removed it.
   */
  private boolean isOutdated(PictureKey key) {
    boolean outdated =
        progress
            .find(key)
            .filter(run -> run.isDone() && !run.isFailedOrCancelled())
            .filter(run -> !artifacts.hasAnnotated(key))
            .isPresent();
    if (outdated) {
      progress.forget(key);
    }
    return outdated;
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

  /**
   * Returns the stored dress of a picture, as far as it was made; where no word is stored, the one
   * that is drawn today. Empty when its series does not exist any more either.
   *
   * @throws UncheckedIOException when it cannot be read
   */
  public Optional<DalleDress> dress(PictureKey key) {
    try {
      Optional<DalleDress> stored = artifacts.words(key).load(() -> plan(key));
      return stored.isPresent() || catalog.find(key.series()).isEmpty()
          ? stored
          : Optional.of(plan(key));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Returns the stored dress of a picture, or what it would be; begins no run.
   *
   * @throws UncheckedIOException when it cannot be read
   */
  public DalleDress dressOrPlan(PictureKey key) {
    return dress(key).orElseGet(() -> plan(key));
  }

  /**
   * Returns the words and prompts that a picture would be made with today, whatever is stored.
   *
   * @throws InvalidSeriesException when the series does not exist
   * @throws dev.dalleserver.dress.UnknownBackStyleException when there is no back style of that
   *     name
   */
  public DalleDress plan(PictureKey key, Optional<String> backStyle) {
    return dressFactory.create(series(key), key.address(), backStyle);
  }

  private PictureJobKind.Wish wish(PictureKey key, DalleDress plan, PictureOptions options) {
    return new PictureJobKind.Wish(words(key, plan, options.force()), options);
  }

  /** Returns the words of a run that another process has begun. */
  private DalleDress wordsAnew(PictureKey key, PictureOptions options) {
    DalleDress plan =
        catalog
            .find(key.series())
            .map(found -> dressFactory.create(found, key.address(), options.backStyle()))
            .orElseGet(() -> DalleDress.withoutWords(key));
    return words(key, plan, options.force());
  }

  /**
   * Returns the words that a run begins with, and that its first snapshot tells: the stored ones.
   */
  private DalleDress words(PictureKey key, DalleDress plan, boolean force) {
    try {
      return force
          ? plan
          : artifacts.words(key).load(() -> plan).map(DalleDress::unfinished).orElse(plan);
    } catch (IOException e) {
      // The run reads them again, and ends with what the disk says.
      return plan;
    }
  }

  /** Returns the words that are drawn today; none when the series does not exist any more. */
  private DalleDress plan(PictureKey key) {
    return catalog
        .find(key.series())
        .map(found -> dressFactory.create(found, key.address(), Optional.empty()))
        .orElseGet(() -> DalleDress.withoutWords(key));
  }

  /**
   * Removes the annotated picture; its prompts stay. A run that begins meanwhile makes the picture
   * again, or has made it: the outcome is that of a removal before the run, or after it.
   *
   * @throws UncheckedIOException when a file cannot be removed
   */
  public RemovalOutcome remove(PictureKey key) {
    if (isActive(key)) {
      return RemovalOutcome.BEING_MADE;
    }
    try {
      progress.forget(key);
      return artifacts.removeAnnotated(key) ? RemovalOutcome.REMOVED : RemovalOutcome.NOT_FOUND;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Ends a run that is waiting or active; the provider is not called any more.
   *
   * @return its last snapshot, or empty when no run was active
   */
  public Optional<ProgressSnapshot> cancel(PictureKey key) {
    Optional<PictureRun> run =
        activeRun(key).filter(it -> jobs.requestEnd(it, Cancellation.Reason.CANCELLED));
    // The worker may have noticed the request first, or may have ended the run already: what counts
    // is how the run ended, not which thread ended it.
    return run.map(it -> it.progress().snapshot()).filter(ProgressSnapshot::cancelled);
  }

  /** Returns the last snapshot of a run that any process has ended, as it was written. */
  public ProgressSnapshot readEnd(String key, String payload, String state) {
    return kind.readEnd(key, payload, state);
  }

  /** Returns true while the picture waits to be made, or is being made. */
  public boolean isActive(PictureKey key) {
    return activeRun(key).isPresent();
  }

  private Optional<PictureRun> activeRun(PictureKey key) {
    return jobs.find(key).filter(run -> !run.isEnded());
  }

  /** Returns the key's series, or throws {@link InvalidSeriesException} when it does not exist. */
  public Series series(PictureKey key) {
    return catalog
        .find(key.series())
        .orElseThrow(() -> new InvalidSeriesException("there is no such series", key.seriesText()));
  }

  /** Returns the number of runs that workers are working on. */
  public int activeRuns() {
    return runner.active();
  }

  /** Shows the runs of all processes from now on, until the result is closed. */
  public Subscription watchRuns() {
    return jobs.watch()::close;
  }

  /** Returns the number of runs that wait for a worker. */
  public int waitingRuns() {
    return jobs.waiting();
  }

  /** Returns true once the service accepts no new work any more. */
  public boolean refusesNewWork() {
    return runner.refusesNewWork();
  }

  /** Returns the work to drain when the server stops. */
  public Drainable drainable() {
    return runner;
  }

  /** Ends all runs, so that later requests can resume them, and saves the statistics. */
  @Override
  public void close() {
    runner.close();
    progress.forceMetricsSave();
  }

  /**
   * Begins a run, or joins the one that has begun meanwhile.
   *
   * @return empty when a run has ended since the caller looked: it may have left its picture, and
   *     making it again would cost twice
   */
  private Optional<PictureOutcome> begin(
      PictureKey key, PictureJobKind.Wish wish, Seen<PictureRun> seen) {
    Submission<PictureRun> submission =
        runner.submit(
            new NewJob<PictureKey, PictureJobKind.Wish, PictureRun>(key, wish).after(seen));
    return submission.match(
        new Submission.Cases<>(
            run -> Optional.of(new PictureOutcome.Accepted(run.progress().snapshot(), true)),
            run -> Optional.of(outcomeOf(run)),
            Optional::empty,
            Optional::empty,
            waiting -> Optional.of(new PictureOutcome.QueueFull(waiting))));
  }

  /** Returns the last snapshot of a run that has ended, as long as clients are to see it. */
  private Optional<ProgressSnapshot> findLastSnapshot(PictureKey key) {
    return progress
        .find(key)
        .filter(run -> run.isDone() && (!run.isFailedOrCancelled() || progress.holdsFailure(key)))
        .filter(run -> !isOutdated(key))
        .flatMap(run -> progress.getProgress(key));
  }

  private ProgressSnapshot cacheHit(PictureKey key, DalleDress plan) {
    try {
      DalleDress dress =
          artifacts.withFileFacts(key, artifacts.words(key).load(() -> plan).orElse(plan));
      return progress.recordCacheHit(key, dress.picture().origin().provider(), dress);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void release(PictureRun run) {
    // The progress manager shows its last snapshot.
    jobs.acknowledge(run);
    progress.forceMetricsSave();
  }

  private PictureOutcome outcomeOf(PictureRun run) {
    return new PictureOutcome.Accepted(lastOrCurrent(run), false);
  }

  /** Returns where a run stands, for the client that asks: a last snapshot is shown once. */
  private ProgressSnapshot lastOrCurrent(PictureRun run) {
    ProgressSnapshot snapshot = run.progress().snapshot();
    if (snapshot.done()) {
      progress.acknowledge(run.progress());
    } else {
      jobs.publish(run);
    }
    return snapshot;
  }
}
