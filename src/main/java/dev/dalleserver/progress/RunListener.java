package dev.dalleserver.progress;

/**
 * A listener that is called for every change of a run, on the thread that makes the change: it must
 * be quick and not throw.
 */
@FunctionalInterface
public interface RunListener extends ListenerRegistry.Listener<ProgressRun> {
  /** Called after each change of the run. */
  @Override
  void onChange(ProgressRun run);

  /** Called when work on a phase has begun. */
  default void onPhaseBegun(ProgressRun run, Phase phase) {}

  /** Called when a phase has ended well; not called for skipped phases. */
  default void onPhaseDone(ProgressRun run, PhaseTiming timing) {}

  /** Called when a phase has failed and the run goes on without its result. */
  default void onPhaseFailed(ProgressRun run, Phase phase, String error) {}

  /** Called once when the run has ended, on the thread that ended it. */
  default void onEnd(ProgressRun run, RunOutcome outcome) {}

  /** Called when a client has asked for a picture that was stored already. */
  default void onCacheHit(ProgressSnapshot snapshot) {}
}
