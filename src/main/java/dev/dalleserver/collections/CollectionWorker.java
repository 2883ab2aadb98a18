package dev.dalleserver.collections;

import dev.dalleserver.jobs.StateUnavailableException;
import dev.dalleserver.picture.ArtifactId;
import dev.dalleserver.picture.ArtifactKind;
import dev.dalleserver.picture.InvalidSeriesException;
import dev.dalleserver.picture.PictureKey;
import dev.dalleserver.pictures.PictureOptions;
import dev.dalleserver.pictures.PictureOutcome;
import dev.dalleserver.progress.Phase;
import dev.dalleserver.progress.PhaseTiming;
import dev.dalleserver.progress.ProgressRun;
import dev.dalleserver.progress.ProgressSnapshot;
import dev.dalleserver.progress.RunListener;
import dev.dalleserver.progress.RunOutcome;
import dev.dalleserver.progress.Subscription;
import dev.dalleserver.tasks.TaskScheduler;
import dev.dalleserver.text.PlainReason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the pictures of collections: begins a run whenever a worker is free that no other run waits
 * for. One thread decides; the runs are those that clients begin too.
 */
final class CollectionWorker implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CollectionWorker.class);

  private static final Duration INTERVAL = Duration.ofMillis(250);
  private static final Duration SAVE_INTERVAL = Duration.ofSeconds(1);
  private static final Duration LONGEST_CLOSE = Duration.ofSeconds(2);
  private static final Duration SHORT = Duration.ofSeconds(1);
  private static final Duration UNTIL_BUDGET = Duration.ofMinutes(1);

  /** Pictures that are there already are passed over in portions, so that others get their turn. */
  private static final int PORTION = 200;

  /** A run that a collection waits for. */
  private record UnderWay(
      AddressCollection collection, int position, long begunNanos, AtomicBoolean own) {}

  private final CollectionStore store;
  private final CollectionService.Surroundings parts;
  private final int workers;
  private final CollectionHolds holds;
  private final TaskScheduler scheduler = new TaskScheduler("collections");
  private final ConcurrentMap<PictureKey, UnderWay> underWay = new ConcurrentHashMap<>();
  private final AtomicBoolean awake = new AtomicBoolean();
  private final Subscription runs;
  private volatile Duration perPicture = Duration.ZERO;
  private volatile boolean closed;

  /** The collection that began a picture last; confined to the scheduler's thread. */
  private @Nullable CollectionId served;

  CollectionWorker(CollectionStore store, CollectionService.Surroundings parts, int workers) {
    this.store = store;
    this.parts = parts;
    this.workers = workers;
    this.holds = new CollectionHolds(parts.progress().clocks().nanos());
    this.runs = parts.progress().addListener(new Ends());
  }

  void start() {
    scheduler.scheduleEvery(INTERVAL, this::work);
    scheduler.scheduleEvery(SAVE_INTERVAL, this::saveChanged);
  }

  /** Looks at once whether there is something to do. */
  void wake() {
    if (awake.compareAndSet(false, true)) {
      execute(this::work);
    }
  }

  private void execute(Runnable action) {
    try {
      scheduler.execute(action);
    } catch (RejectedExecutionException e) {
      LOG.debug("collections event=closed");
    }
  }

  /** Returns how long a picture takes; zero when none was made yet. */
  Duration perPicture() {
    Duration known = perPicture;
    return known.isZero()
        ? Duration.ofNanos(
            parts.progress().history().averageNanos().values().stream()
                .mapToLong(Long::longValue)
                .sum())
        : known;
  }

  private void saveChanged() {
    for (AddressCollection collection : store.known()) {
      if (collection.hasChanges()) {
        save(collection);
      }
    }
  }

  private void save(AddressCollection collection) {
    try {
      store.save(collection);
    } catch (StateUnavailableException e) {
      LOG.debug("collection={} event=not_saved", collection.facts().id(), e);
    } catch (IOException e) {
      // What is not stored is found again: the pictures are there.
      LOG.warn(
          "collection={} event=not_saved reason=\"{}\"",
          collection.facts().id(),
          PlainReason.of(e));
    }
  }

  private void work() {
    awake.set(false);
    List<AddressCollection> all = inTurn();
    all.forEach(it -> it.estimate(perPicture()));
    if (!store.isWorker()) {
      // Another process joins these runs, and takes note of how they end.
      underWay.clear();
      return;
    }
    try {
      underWay.values().removeIf(it -> !all.contains(it.collection()));
      holds.keepOnly(all.stream().map(it -> it.facts().id()).toList());
      all.stream().filter(it -> !closed && mayGoOn(it)).forEach(this::work);
      settleLost();
    } catch (StateUnavailableException e) {
      LOG.debug("collections event=postponed reason=\"{}\"", e.getMessage());
    }
  }

  private boolean mayGoOn(AddressCollection collection) {
    Optional<BitSet> again = collection.takeRestart();
    if (again.isPresent()) {
      holds.forget(collection.facts().id());
      // What the last failures were is not shown any more: it would end the new attempts.
      again.get().stream().forEach(it -> parts.progress().forget(collection.key(it)));
    }
    return collection.isRunning() && !holds.isHeld(collection.facts().id());
  }

  /** Returns all collections, first those after the one that began a picture last. */
  private List<AddressCollection> inTurn() {
    List<AddressCollection> all = new ArrayList<>(store.known());
    for (int i = 0; i < all.size(); i++) {
      if (all.get(i).facts().id().equals(served)) {
        Collections.rotate(all, -(i + 1));
        break;
      }
    }
    return all;
  }

  private void work(AddressCollection collection) {
    for (int i = 0; i < PORTION && collection.isRunning(); i++) {
      if (!hasFreeWorker(collection)) {
        return;
      }
      int position = next(collection);
      if (position < 0) {
        if (!isUnderWay(collection) && collection.endIfComplete()) {
          save(collection);
          LOG.info("collection={} event=done", collection.facts().id());
        }
        return;
      }
      if (!begin(collection, position)) {
        return;
      }
    }
    wake();
  }

  /** Returns true when a run of the collection would begin at once, and delay no other. */
  private boolean hasFreeWorker(AddressCollection collection) {
    long own = underWay.values().stream().filter(it -> it.collection() == collection).count();
    return own < collection.facts().workers()
        && underWay.size() < workers
        && parts.pictures().waitingRuns() == 0
        && parts.pictures().activeRuns() < parts.allWorkers();
  }

  private boolean isUnderWay(AddressCollection collection) {
    return underWay.values().stream().anyMatch(it -> it.collection() == collection);
  }

  /** Returns a position that waits and has no run under way, or -1. */
  private int next(AddressCollection collection) {
    for (int i = 0; i <= underWay.size(); i++) {
      int position = collection.next();
      if (position < 0 || !underWay.containsKey(collection.key(position))) {
        return position;
      }
    }
    return -1;
  }

  /** Takes care of one address; returns false when the collection should not go on now. */
  private boolean begin(AddressCollection collection, int position) {
    PictureKey key = collection.key(position);
    try {
      if (parts.stored().exists(ArtifactId.of(key, ArtifactKind.ANNOTATED))) {
        collection.markPresent(position);
        return true;
      }
      UnderWay run =
          new UnderWay(
              collection,
              position,
              parts.progress().clocks().nanos().getAsLong(),
              new AtomicBoolean());
      // Before the run begins: its end may come before its beginning is known here.
      underWay.put(key, run);
      boolean goesOn = false;
      try {
        PictureOutcome outcome = parts.pictures().generate(key, PictureOptions.DEFAULT);
        goesOn = outcome.match(outcomes(run, key));
        return goesOn;
      } finally {
        if (!goesOn) {
          underWay.remove(key, run);
        }
      }
    } catch (InvalidSeriesException e) {
      collection.pause("its series does not exist any more");
    } catch (UncheckedIOException | IOException e) {
      hold(collection, "the data directory cannot be read: " + PlainReason.of(e));
    } catch (StateUnavailableException e) {
      hold(collection, String.valueOf(e.getMessage()));
    }
    return false;
  }

  private PictureOutcome.Cases<Boolean> outcomes(UnderWay run, PictureKey key) {
    AddressCollection collection = run.collection();
    return new PictureOutcome.Cases<>(
        accepted -> {
          run.own().set(accepted.started());
          collection.explain("");
          served = collection.facts().id();
          if (accepted.snapshot().done() && underWay.remove(key, run)) {
            settle(run, accepted.snapshot(), false);
          }
          return true;
        },
        waiting -> {
          holds.hold(collection.facts().id(), SHORT);
          return false;
        },
        untilReset -> {
          collection.explain("the budget of the day is used up");
          Duration wait = untilReset.compareTo(UNTIL_BUDGET) < 0 ? untilReset : UNTIL_BUDGET;
          holds.hold(collection.facts().id(), wait);
          return false;
        },
        () -> false);
  }

  /** Takes note of how a run has ended. */
  private void settle(UnderWay run, ProgressSnapshot last, boolean paid) {
    AddressCollection collection = run.collection();
    if (last.error().isEmpty() && !last.cancelled()) {
      learn(run);
      letGo(run);
      holds.succeeded(collection.facts().id());
      collection.markMade(run.position(), paid);
      return;
    }
    FailureReason reason =
        last.cancelled()
            ? new FailureReason("CANCELLED", "a client has cancelled it")
            : new FailureReason(last.errorCode(), last.error());
    switch (holds.judge(collection, run.position(), reason)) {
      case STOPPING -> {}
      case WAIT -> hold(collection, "waits to try again: " + reason.error());
      case FAILED -> collection.markFailed(run.position(), reason);
      case FAILED_LIKE_ALL -> {
        collection.markFailed(run.position(), reason);
        collection.pause(
            CollectionHolds.MANY + " failed one after another, the last: " + reason.error());
        LOG.warn("collection={} event=paused reason=\"failures\"", collection.facts().id());
      }
    }
  }

  /**
   * Forgets a run that the collection has begun, as if a client had read its end: kept until they
   * expire, the runs of five minutes would take tens of megabytes.
   */
  private void letGo(UnderWay run) {
    if (run.own().get()) {
      PictureKey key = run.collection().key(run.position());
      parts.progress().find(key).ifPresent(parts.progress()::acknowledge);
    }
  }

  private void hold(AddressCollection collection, String why) {
    collection.explain(why);
    holds.backOff(collection.facts().id());
  }

  private void learn(UnderWay run) {
    long nanos = parts.progress().clocks().nanos().getAsLong() - run.begunNanos();
    long known = perPicture.toNanos();
    perPicture = Duration.ofNanos(known == 0 ? nanos : known + (nanos - known) / 5);
  }

  /** Settles runs whose end was not told here, or not yet. */
  private void settleLost() {
    long now = parts.progress().clocks().nanos().getAsLong();
    underWay.forEach(
        (key, run) -> {
          if (now - run.begunNanos() > SHORT.toNanos()
              && !parts.pictures().isActive(key)
              && underWay.remove(key, run)) {
            Optional<ProgressSnapshot> last =
                parts
                    .progress()
                    .find(key)
                    .map(ProgressRun::snapshot)
                    .filter(ProgressSnapshot::done);
            if (last.isPresent()) {
              settle(run, last.get(), isPaid(run, last.get()));
            } else {
              // Looked at again from the beginning: the picture is there, or is begun anew.
              holds.hold(run.collection().facts().id(), SHORT);
            }
          }
        });
  }

  private boolean isPaid(UnderWay run, ProgressSnapshot last) {
    return run.own().get()
        && parts.price().get().paid()
        && last.phases().stream()
            .filter(phase -> phase.name() == Phase.IMAGE_WAIT)
            .anyMatch(PhaseTiming::hasEnded);
  }

  /** Hears of the ends of all runs. */
  private final class Ends implements RunListener {
    @Override
    public void onChange(ProgressRun run) {
      // So ends a run that another process has worked on.
      if (run.isDone()) {
        end(run);
      }
    }

    @Override
    public void onEnd(ProgressRun run, RunOutcome outcome) {
      end(run);
    }

    private void end(ProgressRun run) {
      UnderWay known = underWay.get(run.key());
      if (known != null) {
        execute(
            () -> {
              if (underWay.remove(run.key(), known)) {
                ProgressSnapshot last = run.snapshot();
                settle(known, last, isPaid(known, last));
              }
              work();
            });
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    runs.close();
    scheduler.shutdown(LONGEST_CLOSE);
    saveChanged();
  }
}
