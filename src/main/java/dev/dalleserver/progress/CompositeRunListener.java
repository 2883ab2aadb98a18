package dev.dalleserver.progress;

import java.util.List;

/** A listener that passes each event on to all of its listeners. */
record CompositeRunListener(List<RunListener> listeners) implements RunListener {
  @Override
  public void onChange(ProgressRun run) {
    for (RunListener listener : listeners) {
      listener.onChange(run);
    }
  }

  @Override
  public void onPhaseBegun(ProgressRun run, Phase phase) {
    for (RunListener listener : listeners) {
      listener.onPhaseBegun(run, phase);
    }
  }

  @Override
  public void onPhaseDone(ProgressRun run, PhaseTiming timing) {
    for (RunListener listener : listeners) {
      listener.onPhaseDone(run, timing);
    }
  }

  @Override
  public void onPhaseFailed(ProgressRun run, Phase phase, String error) {
    for (RunListener listener : listeners) {
      listener.onPhaseFailed(run, phase, error);
    }
  }

  @Override
  public void onEnd(ProgressRun run, RunOutcome outcome) {
    for (RunListener listener : listeners) {
      listener.onEnd(run, outcome);
    }
  }

  @Override
  public void onCacheHit(ProgressSnapshot snapshot) {
    for (RunListener listener : listeners) {
      listener.onCacheHit(snapshot);
    }
  }
}
