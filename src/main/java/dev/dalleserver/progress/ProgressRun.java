package dev.dalleserver.progress;

import dev.dalleserver.dress.DalleDress;
import dev.dalleserver.jobs.WaitingLine;
import dev.dalleserver.picture.PictureKey;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.DoubleAccumulator;
import java.util.function.UnaryOperator;

/**
 * One run while it is known. The worker, or a thread that ends the run, changes it, and any thread
 * reads it: all that changes is one immutable {@link RunState} behind one reference, so that a
 * reader never sees half a change and a worker never waits for readers.
 */
public final class ProgressRun {
  private static final int PREVIEWS_AT_ONCE = 3;
  private static final long PREVIEW_INTERVAL_NANOS = 500_000_000;

  private final PictureKey key;
  private final String provider;
  private final Clocks clocks;
  private final PhaseHistory history;
  private final RunListener listener;
  private final ListenerRegistry<ProgressRun> subscribers = new ListenerRegistry<>();

  /**
   * What the wall clock is ahead of the monotonic clock; of a run that another process works on,
   * the wall clock of that process.
   */
  private volatile long wallOffset;

  private final AtomicReference<RunState> state;

  /**
   * The version of what was last written, or shown of what another process has written. The state's
   * own version is no measure for that: it counts the places in line that this process has told.
   */
  private volatile long sharedVersion;

  /**
   * The highest percentage shown so far. A phase that turns out to be skipped shrinks the total
   * that percentages refer to, and must not move the bar back.
   */
  private final DoubleAccumulator highestPercent = new DoubleAccumulator(Math::max, 0);

  /**
   * The averages as they were when work began, so that other runs that end meanwhile do not move
   * the percentage of this one. Written once by the worker before it enters the first phase.
   */
  private volatile Map<Phase, Long> averages = Map.of();

  /** The line that runs join that have not begun; set once, before the run is known. */
  private volatile WaitingLine line = WaitingLine.NONE;

  /** Where other processes find previews; set once, before the run is known. */
  private volatile SharedPreviews previews = SharedPreviews.NONE;

  /** The cache for the state that was read last; two readers may replace it at the same time. */
  private volatile SnapshotCache rendering = new SnapshotCache(-1, Map.of());

  ProgressRun(
      PictureKey key,
      String provider,
      DalleDress dress,
      int queuePosition,
      Clocks clocks,
      PhaseHistory history,
      RunListener listener) {
    this.key = key;
    this.provider = provider;
    this.clocks = clocks;
    this.history = history;
    this.listener = listener;
    // The wall clock is read once: later times are this one plus what the monotonic clock has
    // advanced.
    this.wallOffset = clocks.unixNanos() - clocks.nanos().getAsLong();
    this.state = new AtomicReference<>(RunState.queued(RenderedDress.of(dress), queuePosition));
    this.averages = history.averageNanos();
  }

  public PictureKey key() {
    return key;
  }

  public String provider() {
    return provider;
  }

  public boolean isDone() {
    return state().done();
  }

  /** Calls {@code listener} for every change of this run from now on. */
  public Subscription subscribe(RunListener listener) {
    return subscribers.add(listener);
  }

  public Phase currentPhase() {
    return state().current();
  }

  /** Begins a phase; the run is no longer queued. */
  public void enter(Phase phase) {
    if (phase == Phase.SETUP) {
      averages = history.averageNanos();
    }
    if (change(old -> old.entering(phase, nowNs()))) {
      listener.onPhaseBegun(this, phase);
    }
  }

  /** Ends a phase well; its duration goes into the history. */
  public void leave(Phase phase) {
    if (change(old -> old.leaving(phase, nowNs(), false, ""))) {
      PhaseTiming timing = state().phases().get(phase.ordinal());
      long durationNs = timing.elapsedNs(timing.endedNs()) - state().providerWait().pastNs();
      history.record(phase, new PhaseSample(timing.endedNs() / 1_000_000, durationNs, provider));
      listener.onPhaseDone(this, timing);
    }
  }

  /** Skips a phase that has nothing to do. */
  public void skip(Phase phase) {
    change(old -> old.entering(phase, nowNs()).leaving(phase, nowNs(), true, ""));
  }

  /** Ends a phase that failed; the run goes on without its result. */
  public void leaveFailed(Phase phase, String error) {
    if (change(old -> old.leaving(phase, nowNs(), false, error))) {
      listener.onPhaseFailed(this, phase, error);
    }
  }

  /** Replaces the dress. */
  public void updateDress(DalleDress dress) {
    RenderedDress rendered = RenderedDress.of(dress);
    change(old -> old.withDress(rendered));
  }

  /** Updates the position of a run that is queued. */
  public void updateQueuePosition(int position) {
    change(old -> old.queuePosition() == 0 ? old : old.withQueuePosition(position));
  }

  /**
   * Shows that the run waits for the rate limit of the provider.
   *
   * @param position its place in the provider's line, from 1
   * @param wait how long it still waits
   */
  public void updateWait(int position, Duration wait) {
    change(old -> old.waiting(position, nowNs(), nowNs() + wait.toNanos()));
  }

  /** Shows that the run waits for the provider no longer. */
  public void endWait() {
    change(old -> old.admitted(nowNs()));
  }

  /**
   * Returns true when another preview is worth its cost: the first few at once, later ones at
   * intervals, since some providers send one with each step.
   */
  public boolean isPreviewDue() {
    Optional<RunPreview> last = state().preview();
    return last.isEmpty()
        || last.get().number() < PREVIEWS_AT_ONCE
        || clocks.nanos().getAsLong() - last.get().shownNanos() >= PREVIEW_INTERVAL_NANOS;
  }

  /**
   * Shows a picture of the work under way, in place of the one before.
   *
   * @param jpeg a small one; not copied, treat as read-only
   */
  public void updatePreview(byte[] jpeg) {
    // Its URL is told when any process can answer it.
    previews.put(key, jpeg, () -> showPreview(jpeg));
  }

  private void showPreview(byte[] jpeg) {
    long now = clocks.nanos().getAsLong();
    change(
        old -> {
          int number = old.preview().map(RunPreview::number).orElse(0) + 1;
          return old.withPreview(new RunPreview(number, jpeg, now));
        });
  }

  /** Returns the last picture of the work under way; empty when there is none, and at the end. */
  public Optional<RunPreview> preview() {
    return state().preview();
  }

  /** Sets the line that the run joins when it has begun, and where its previews are kept. */
  void joinLater(WaitingLine providerLine, SharedPreviews sharedPreviews) {
    line = providerLine;
    previews = sharedPreviews;
  }

  /**
   * Ends the run.
   *
   * @return false when it had ended before; the first ending stays
   */
  public boolean finish(RunOutcome outcome) {
    boolean first = change(old -> old.finished(outcome, nowNs(), clocks.nanos().getAsLong()));
    if (first) {
      if (outcome.isSuccess()) {
        history.countRun();
      }
      listener.onEnd(this, outcome);
    }
    return first;
  }

  /** Returns where the run stands now, for {@link #show} in another process. */
  public String write() {
    return write(state());
  }

  /** Returns where the run would stand if it ended so now; changes nothing. */
  public String writeEnd(RunOutcome outcome) {
    RunState now = state();
    return write(now.done() ? now : now.finished(outcome, nowNs(), clocks.nanos().getAsLong()));
  }

  private String write(RunState now) {
    sharedVersion = Math.max(sharedVersion, now.version());
    return WrittenState.of(now, nowNs(), highestPercent.get(), averages).toJson();
  }

  /**
   * Makes the run stand where another process has written that it stands. What is older than what
   * the run shows changes nothing. Only listeners of changes are called: what happened was counted
   * where it happened.
   *
   * @param age how long ago it was written
   */
  public void show(String written, Duration age) {
    WrittenState read = WrittenState.parse(written);
    long now = clocks.nanos().getAsLong();
    RunState before =
        Objects.requireNonNull(
            state.getAndUpdate(
                old ->
                    isNewer(read, old)
                        ? read.toState(
                            Math.max(read.version(), old.version() + 1),
                            old.dress().dress(),
                            preview(read, old, now),
                            now - age.toNanos())
                        : old));
    if (isNewer(read, before)) {
      sharedVersion = read.version();
      wallOffset = read.writtenNs() + age.toNanos() - now;
      averages = read.averagesByPhase();
      highestPercent.accumulate(read.percent());
      listener.onChange(this);
      subscribers.notifyListeners(this);
    }
  }

  /** Returns the preview that is told of: one of this process, or one that another has kept. */
  private static Optional<RunPreview> preview(WrittenState read, RunState old, long now) {
    int known = old.preview().map(RunPreview::number).orElse(0);
    return read.preview() > known
        ? Optional.of(new RunPreview(read.preview(), RunPreview.ELSEWHERE, now))
        : old.preview();
  }

  private boolean isNewer(WrittenState read, RunState old) {
    // Two runs that were just begun have the same version.
    return !old.done() && (read.version() >= sharedVersion || read.done());
  }

  /** Returns where the run stands now. */
  public ProgressSnapshot snapshot() {
    RunState now = state();
    int ahead = now.isQueued() ? line.waiting() : 0;
    Estimate estimate = estimate(now);
    if (!now.done()) {
      highestPercent.accumulate(estimate.percent());
    }
    return new ProgressSnapshot(
        key.seriesText(),
        key.addressText(),
        now.current(),
        now.phases().get(0).startedNs(),
        now.done() ? 100 : highestPercent.get(),
        now.done() ? 0 : estimate.etaSeconds(),
        now.done(),
        now.error(),
        now.errorCode(),
        now.cacheHit(),
        now.cancelled(),
        now.phases(),
        now.dress(),
        averages,
        Math.min(now.current().ordinal() + 1, Phase.WORKING.size()),
        Phase.WORKING.size(),
        now.done() ? 100 : estimate.phasePercent(),
        now.done() ? 0 : estimate.phaseEtaSeconds(),
        now.queuePosition() + ahead,
        provider,
        now.preview().map(this::url).orElse(""),
        now.version(),
        rendering(now.version()));
  }

  /** Returns the URL of a preview; each has its own, so that clients see that it is another one. */
  private String url(RunPreview preview) {
    return "/dalle/"
        + key.seriesText()
        + "/"
        + key.addressText()
        + "/preview?v="
        + preview.number();
  }

  private Estimate estimate(RunState now) {
    long nowNs = nowNs();
    // The current phase has not come further while it waited for the provider.
    long workedUntilNs = nowNs - now.providerWait().waitedNs(nowNs);
    Estimate estimate = Estimate.of(now.phases(), now.current(), averages, workedUntilNs);
    if (now.isQueued()) {
      // Runs in the provider's line are before it already; those in the queue join before it.
      return estimate.later(line.delay(now.queuePosition() - 1));
    }
    return estimate.later(Duration.ofNanos(now.providerWait().remainingNs(nowNs)));
  }

  /** Returns how long work on this run is expected to go on; negative when none is under way. */
  long remainingNanos() {
    RunState now = state();
    return now.done() || now.isQueued() ? -1 : (long) (estimate(now).etaSeconds() * 1e9);
  }

  private SnapshotCache rendering(long version) {
    SnapshotCache cache = rendering;
    if (!cache.isFor(version, averages)) {
      cache = new SnapshotCache(version, averages);
      rendering = cache;
    }
    return cache;
  }

  /**
   * Returns how long work on the run has taken until now, or took, in nanoseconds; 0 while it is
   * queued.
   */
  public long elapsedNs() {
    RunState now = state();
    long startedNs = now.phases().get(0).startedNs();
    if (startedNs == 0) {
      return 0;
    }
    long endedNs = now.phases().get(Phase.COMPLETED.ordinal()).endedNs();
    return Math.max(0, (now.done() ? endedNs : nowNs()) - startedNs);
  }

  /** Returns true for a run that failed or was cancelled. */
  public boolean isFailedOrCancelled() {
    RunState now = state();
    return now.done() && (now.cancelled() || !now.error().isEmpty());
  }

  /** Returns the monotonic nanoseconds since the run ended. */
  long nanosSinceEnd() {
    return clocks.nanos().getAsLong() - state().endedNanos();
  }

  private RunState state() {
    return Objects.requireNonNull(state.get());
  }

  private long nowNs() {
    return wallOffset + clocks.nanos().getAsLong();
  }

  private boolean change(UnaryOperator<RunState> step) {
    RunState before =
        Objects.requireNonNull(state.getAndUpdate(old -> old.done() ? old : step.apply(old)));
    if (before.done()) {
      return false;
    }
    listener.onChange(this);
    subscribers.notifyListeners(this);
    return true;
  }
}
