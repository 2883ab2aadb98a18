package dev.dalleserver.progress;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The changing part of a run, as one immutable value. Once {@code done}, no change has an effect:
 * late changes leave the state as it is.
 *
 * @param version counts the changes
 * @param endedNanos the monotonic time of the end, meaningless before
 */
record RunState(
    long version,
    Phase current,
    List<PhaseTiming> phases,
    RenderedDress dress,
    int queuePosition,
    boolean done,
    boolean cancelled,
    boolean cacheHit,
    String error,
    String errorCode,
    long endedNanos) {

  static RunState queued(RenderedDress dress, int queuePosition) {
    List<PhaseTiming> phases = Stream.of(Phase.values()).map(PhaseTiming::notBegun).toList();
    return new RunState(
        0, Phase.SETUP, phases, dress, queuePosition, false, false, false, "", "", 0);
  }

  RunState entering(Phase phase, long nowNs) {
    return with(phase, replace(new PhaseTiming(phase, nowNs, 0, false, "")), dress, 0);
  }

  RunState leaving(Phase phase, long nowNs, boolean skipped, String phaseError) {
    long startedNs = phases.get(phase.ordinal()).startedNs();
    PhaseTiming left =
        new PhaseTiming(phase, startedNs == 0 ? nowNs : startedNs, nowNs, skipped, phaseError);
    return with(current, replace(left), dress, 0);
  }

  RunState withDress(RenderedDress newDress) {
    return with(current, phases, newDress, queuePosition);
  }

  RunState withQueuePosition(int position) {
    return with(current, phases, dress, position);
  }

  /**
   * Returns the state of the ended run. A phase that was under way ends too, and keeps the error of
   * the run.
   */
  RunState finished(RunOutcome outcome, long nowNs, long nowNanos) {
    List<PhaseTiming> ended = new ArrayList<>();
    for (PhaseTiming phase : phases) {
      boolean cutOff = phase.startedNs() != 0 && !phase.isEnded();
      ended.add(
          cutOff
              ? new PhaseTiming(phase.name(), phase.startedNs(), nowNs, false, outcome.error())
              : phase);
    }
    ended.set(Phase.COMPLETED.ordinal(), new PhaseTiming(Phase.COMPLETED, nowNs, nowNs, false, ""));
    return new RunState(
        version + 1,
        Phase.COMPLETED,
        List.copyOf(ended),
        dress,
        0,
        true,
        outcome.cancelled(),
        outcome.cacheHit(),
        outcome.error(),
        outcome.errorCode(),
        nowNanos);
  }

  private List<PhaseTiming> replace(PhaseTiming timing) {
    List<PhaseTiming> replaced = new ArrayList<>(phases);
    replaced.set(timing.name().ordinal(), timing);
    return List.copyOf(replaced);
  }

  private RunState with(
      Phase newCurrent, List<PhaseTiming> newPhases, RenderedDress newDress, int position) {
    return new RunState(
        version + 1,
        newCurrent,
        newPhases,
        newDress,
        position,
        done,
        cancelled,
        cacheHit,
        error,
        errorCode,
        endedNanos);
  }
}
