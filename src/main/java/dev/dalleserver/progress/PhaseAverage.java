package dev.dalleserver.progress;

/**
 * The average over the durations of one phase.
 *
 * @param count how many durations there were
 * @param avgNs the smoothed duration in nanoseconds
 */
public record PhaseAverage(long count, long avgNs) {
  /** Returns the average of a single duration. */
  public static PhaseAverage first(long durationNs) {
    return new PhaseAverage(1, durationNs);
  }

  /** Returns the average moved by {@link PhaseHistory#ALPHA} of the way to {@code durationNs}. */
  public PhaseAverage updatedWith(long durationNs) {
    return new PhaseAverage(
        count + 1, Math.round(avgNs + PhaseHistory.ALPHA * (durationNs - avgNs)));
  }
}
