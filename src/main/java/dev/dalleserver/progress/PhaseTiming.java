package dev.dalleserver.progress;

/**
 * The times and the result of one phase of a run.
 *
 * @param name the phase
 * @param startedNs when it began, in Unix nanoseconds; 0 when it has not
 * @param endedNs when it ended, in Unix nanoseconds; 0 when it has not
 * @param skipped whether there was nothing to do, or an earlier run did it
 * @param error why it failed, or empty
 */
public record PhaseTiming(Phase name, long startedNs, long endedNs, boolean skipped, String error) {
  static PhaseTiming notBegun(Phase phase) {
    return new PhaseTiming(phase, 0, 0, false, "");
  }

  /** Returns true when there was something to do, and it has ended. */
  public boolean hasEnded() {
    return isEnded() && !skipped;
  }

  boolean isEnded() {
    return endedNs != 0;
  }

  /**
   * Returns how long it took, or has taken until {@code nowNs}, in nanoseconds; 0 when it has not
   * begun.
   */
  public long elapsedNs(long nowNs) {
    if (startedNs == 0) {
      return 0;
    }
    return Math.max(0, (isEnded() ? endedNs : nowNs) - startedNs);
  }
}
