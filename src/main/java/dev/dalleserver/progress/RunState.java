package dev.dalleserver.progress;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The changing part of a run, as one immutable value. Once {@code done}, no change has an effect:
 * late changes leave the state as it is.
 *
 * @param version counts the changes
 * @param providerWait for the provider, in the current phase
 * @param preview the last picture of the work under way; empty before the first one, and at the end
 * @param endedNanos the monotonic time of the end, meaningless before
 */
record RunState(
    long version,
    Phase current,
    List<PhaseTiming> phases,
    RenderedDress dress,
    int queuePosition,
    ProviderWait providerWait,
    Optional<RunPreview> preview,
    boolean done,
    boolean cancelled,
    boolean cacheHit,
    String error,
    String errorCode,
    long endedNanos) {

  static RunState queued(RenderedDress dress, int queuePosition) {
    List<PhaseTiming> phases = Stream.of(Phase.values()).map(PhaseTiming::notBegun).toList();
    return new RunState(
        0,
        Phase.SETUP,
        phases,
        dress,
        queuePosition,
        ProviderWait.NONE,
        Optional.empty(),
        false,
        false,
        false,
        "",
        "",
        0);
  }

  RunState entering(Phase phase, long nowNs) {
    return with(
        phase, replace(new PhaseTiming(phase, nowNs, 0, false, "")), dress, 0, ProviderWait.NONE);
  }

  RunState leaving(Phase phase, long nowNs, boolean skipped, String phaseError) {
    long startedNs = phases.get(phase.ordinal()).startedNs();
    PhaseTiming left =
        new PhaseTiming(phase, startedNs == 0 ? nowNs : startedNs, nowNs, skipped, phaseError);
    return with(current, replace(left), dress, 0, providerWait.ended(nowNs));
  }

  RunState withPreview(RunPreview newPreview) {
    return new RunState(
        version + 1,
        current,
        phases,
        dress,
        queuePosition,
        providerWait,
        Optional.of(newPreview),
        done,
        cancelled,
        cacheHit,
        error,
        errorCode,
        endedNanos);
  }

  RunState withDress(RenderedDress newDress) {
    return with(current, phases, newDress, queuePosition, providerWait);
  }

  RunState withQueuePosition(int position) {
    return with(current, phases, dress, position, providerWait);
  }

  /**
   * Returns the state of a run that waits for the provider.
   *
   * @param position its place in the provider's line, from 1
   */
  RunState waiting(int position, long nowNs, long untilNs) {
    return with(current, phases, dress, position, providerWait.waiting(nowNs, untilNs));
  }

  RunState admitted(long nowNs) {
    return with(current, phases, dress, 0, providerWait.ended(nowNs));
  }

  /** Returns true while the run waits for a worker, rather than for the provider. */
  boolean isQueued() {
    return queuePosition > 0 && providerWait.sinceNs() == 0;
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
        ProviderWait.NONE,
        Optional.empty(),
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
      Phase newCurrent,
      List<PhaseTiming> newPhases,
      RenderedDress newDress,
      int position,
      ProviderWait newWait) {
    return new RunState(
        version + 1,
        newCurrent,
        newPhases,
        newDress,
        position,
        newWait,
        preview,
        done,
        cancelled,
        cacheHit,
        error,
        errorCode,
        endedNanos);
  }
}
