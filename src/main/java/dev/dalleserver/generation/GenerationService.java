package dev.dalleserver.generation;

import dev.dalleserver.dress.DalleDress;
import dev.dalleserver.dress.DressFactory;
import dev.dalleserver.dress.PictureKey;
import dev.dalleserver.progress.Clocks;
import dev.dalleserver.progress.ProgressManager;
import dev.dalleserver.progress.ProgressRun;
import dev.dalleserver.progress.ProgressSnapshot;
import dev.dalleserver.series.InvalidSeriesException;
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
 * Pictures on demand: one run a key, joined by everyone who asks, worked on by a few at once.
 *
 * <p>The map of active runs decides: whoever puts a run there has begun it, and it leaves the map
 * only when it is over, whatever happens. In the moment between its end and its leaving, the next
 * run may take its place: nothing and nobody waits for the map to be tidy.
 */
public final class GenerationService implements AutoCloseable {
  private final SeriesCatalog catalog;
  private final DressFactory dressmaker;
  private final ProgressManager progress;
  private final PictureArtifacts archive;
  private final PictureProviders studio;
  private final RunSupervisor supervisor;
  private final ConcurrentMap<PictureKey, ActiveRun> active = new ConcurrentHashMap<>();
  private final ChangeSignal ended = new ChangeSignal();
  private volatile boolean closing;

  public GenerationService(
      SeriesCatalog catalog,
      DressFactory dressmaker,
      ProgressManager progress,
      PictureArtifacts archive,
      PictureProviders studio,
      JobLimits capacity,
      Clocks ticker) {
    this.catalog = catalog;
    this.dressmaker = dressmaker;
    this.progress = progress;
    this.archive = archive;
    this.studio = studio;
    this.supervisor =
        new RunSupervisor(
            new Pipeline(studio, archive), archive, capacity, ticker.nanos(), this::release);
  }

  /**
   * Looks at a picture and begins it when it is neither there nor under way.
   *
   * @throws InvalidSeriesException when there is no such series
   * @throws dev.dalleserver.dress.UnknownBackStyleException when the options name one in vain
   * @throws UncheckedIOException when what is stored cannot be read
   */
  public GenerationOutcome generate(PictureKey key, GenerationOptions options) {
    Series series = series(key);
    ActiveRun joined = active.get(key);
    if (joined != null && !joined.over()) {
      return seen(joined);
    }
    Optional<ProgressSnapshot> lastWord = lastWord(key);
    if (lastWord.isPresent()) {
      return new GenerationOutcome.Seen(lastWord.get(), false);
    }
    DalleDress plan = dressmaker.make(series, key.address(), options.backStyle());
    if (closing) {
      return new GenerationOutcome.ShuttingDown();
    }
    Optional<Duration> refused = refusedFor(key, options.force());
    if (refused.isPresent()) {
      return new GenerationOutcome.BudgetExhausted(refused.get());
    }
    return begin(key, plan, options.force());
  }

  /** How long a picture must wait that has to be asked for; one that is stored costs nothing. */
  private Optional<Duration> refusedFor(PictureKey key, boolean force) {
    boolean stored =
        !force
            && (archive.hasAnnotated(key) || archive.hasPicture(key) || archive.hasReceived(key));
    return stored ? Optional.empty() : studio.provider().flatMap(ImageProvider::refusesFor);
  }

  /** Where a picture's run stands, if there is one that is active or has just ended. */
  public Optional<ProgressSnapshot> look(PictureKey key) {
    ActiveRun run = active.get(key);
    return run != null && !run.over()
        ? Optional.of(progress.show(run.progress()))
        : progress.getProgress(key);
  }

  /** The snapshot of a picture that is there, as for someone who asks for it; begins nothing. */
  public Optional<ProgressSnapshot> complete(PictureKey key) {
    Series series = series(key);
    return archive.hasAnnotated(key)
        ? Optional.of(cacheHit(key, dressmaker.make(series, key.address(), Optional.empty())))
        : Optional.empty();
  }

  /** Where the annotated picture lies when it is there. */
  public Path picturePath(PictureKey key) {
    return archive.annotatedPath(key);
  }

  /**
   * What is stored of how a picture came about, as far as it was made.
   *
   * @throws UncheckedIOException when it cannot be read
   */
  public Optional<DalleDress> dress(PictureKey key) {
    try {
      return archive.load(key);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Removes the annotated picture; its prompts stay.
   *
   * @throws UncheckedIOException when the disk refuses
   */
  public RemovalOutcome remove(PictureKey key) {
    RemovalOutcome[] outcome = {RemovalOutcome.BEING_MADE};
    // Inside compute no run of this key can begin.
    active.compute(
        key,
        (k, run) -> {
          if (run != null && !run.over()) {
            return run;
          }
          outcome[0] = removeIdle(key);
          return null;
        });
    return outcome[0];
  }

  /**
   * Ends a run that is waiting or active; the provider is not called any longer.
   *
   * @return its last snapshot, or empty when nothing was active
   */
  public Optional<ProgressSnapshot> cancel(PictureKey key) {
    ActiveRun run = active.get(key);
    if (run == null || !supervisor.end(run, Cancellation.Reason.CANCELLED)) {
      return Optional.empty();
    }
    // Its worker may have noticed before we could end it ourselves, or have been done already: how
    // it ended tells, not who was first to say so.
    return Optional.of(run.progress().snapshot()).filter(ProgressSnapshot::cancelled);
  }

  /** True while the picture waits to be made, or is being made. */
  public boolean isActive(PictureKey key) {
    ActiveRun run = active.get(key);
    return run != null && !run.over();
  }

  /** Throws unless the key's series exists. */
  public Series series(PictureKey key) {
    return catalog
        .find(key.series())
        .orElseThrow(() -> new InvalidSeriesException("there is no such series", key.seriesText()));
  }

  /** Runs that are being worked on. */
  public int activeRuns() {
    return supervisor.working();
  }

  /** Runs that wait for a worker. */
  public int waitingRuns() {
    return supervisor.waiting();
  }

  /** True once new work is refused for good. */
  public boolean refusesNewWork() {
    return closing;
  }

  /**
   * Takes no new work from now on, and cuts off what waits or has not cost anything yet, so that it
   * can be taken up again. Runs whose picture is being paid for go on.
   */
  public void refuseNewWork() {
    closing = true;
    active.values().forEach(supervisor::endUnlessPaying);
  }

  /**
   * Waits until no picture is being paid for, but not longer than that.
   *
   * @return how many are nevertheless
   */
  public int awaitPaid(Duration longest) {
    ended.await(() -> paying() == 0, longest);
    return paying();
  }

  private int paying() {
    return (int)
        active.values().stream()
            .filter(run -> !run.over() && run.commission().cancellation().isPaying())
            .count();
  }

  /** Cuts off what is under way, so that it can be taken up again, and saves the statistics. */
  @Override
  public void close() {
    refuseNewWork();
    active.values().forEach(run -> supervisor.end(run, Cancellation.Reason.SHUTDOWN));
    supervisor.close();
    progress.forceMetricsSave();
  }

  private GenerationOutcome begin(PictureKey key, DalleDress plan, boolean force) {
    Begun begun = new Begun();
    ActiveRun run =
        active.compute(
            key,
            (k, current) -> {
              if (current != null && !current.over()) {
                return current;
              }
              if (overMeanwhile(key, force)) {
                return null;
              }
              begun.tried = true;
              begun.run = start(key, plan, force);
              return begun.run;
            });
    if (run != null) {
      return begun.run == run
          ? new GenerationOutcome.Seen(run.progress().snapshot(), true)
          : seen(run);
    }
    if (begun.tried) {
      return new GenerationOutcome.QueueFull(supervisor.waiting());
    }
    return new GenerationOutcome.Seen(lastWord(key).orElseGet(() -> cacheHit(key, plan)), false);
  }

  /** What a lambda cannot return beside its result. */
  private static final class Begun {
    private boolean tried;
    private @Nullable ActiveRun run;
  }

  /**
   * A run that ended between the first look and here has left its picture, or the failure that is
   * shown to all: looking again inside the map's lock makes sure that it is not begun twice.
   */
  private boolean overMeanwhile(PictureKey key, boolean force) {
    return (!force && archive.hasAnnotated(key)) || progress.holdsFailure(key);
  }

  private @Nullable ActiveRun start(PictureKey key, DalleDress plan, boolean force) {
    ProgressRun run = progress.begin(key, studio.providerName(), plan, supervisor.waiting() + 1);
    PictureJob commission = new PictureJob(key, plan, force, run, supervisor.newCancellation());
    ActiveRun started = supervisor.start(commission);
    if (started == null) {
      run.refuse();
      progress.discard(run);
    }
    return started;
  }

  /** The last snapshot of a run that is over, as long as it is to be shown. */
  private Optional<ProgressSnapshot> lastWord(PictureKey key) {
    return progress
        .find(key)
        .filter(run -> run.done() && (!run.endedBadly() || progress.holdsFailure(key)))
        .flatMap(run -> progress.getProgress(key));
  }

  private ProgressSnapshot cacheHit(PictureKey key, DalleDress plan) {
    try {
      DalleDress dress = archive.complete(key, archive.load(key).orElse(plan));
      return progress.cacheHit(key, dress.provider(), dress);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private RemovalOutcome removeIdle(PictureKey key) {
    try {
      progress.forget(key);
      return archive.removeAnnotated(key) ? RemovalOutcome.REMOVED : RemovalOutcome.NOTHING_THERE;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void release(ActiveRun run) {
    active.remove(run.commission().key(), run);
    ended.changed();
    progress.forceMetricsSave();
  }

  private GenerationOutcome seen(ActiveRun run) {
    return new GenerationOutcome.Seen(progress.show(run.progress()), false);
  }
}
