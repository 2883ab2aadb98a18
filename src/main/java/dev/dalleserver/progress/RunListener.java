package dev.dalleserver.progress;

/**
 * Told of every change of a run, on the thread that makes the change: be quick and do not throw.
 */
@FunctionalInterface
public interface RunListener extends ListenerRegistry.Listener<ProgressRun> {
  /** Something about the run is not as it was. */
  @Override
  void onChange(ProgressRun run);

  /** Work on a phase has begun. */
  default void onPhaseBegun(ProgressRun run, Phase phase) {}

  /** A phase has ended well; not told of skipped ones. */
  default void onPhaseDone(ProgressRun run, PhaseTiming timing) {}

  /** A phase has failed, and the run goes on without what it should have brought. */
  default void onPhaseFailed(ProgressRun run, Phase phase, String error) {}

  /** The run is over; told once, by whoever ended it. */
  default void onEnd(ProgressRun run, RunOutcome ending) {}

  /** Somebody asked for a picture that was there already. */
  default void onCacheHit(ProgressSnapshot snapshot) {}
}
