package dev.dalleserver.progress;

/** Phases that have ended, of which only the duration matters. */
final class Samples {
  private Samples() {}

  static PhaseSample lasting(long durationNs) {
    return new PhaseSample(1, durationNs, "fake");
  }
}
