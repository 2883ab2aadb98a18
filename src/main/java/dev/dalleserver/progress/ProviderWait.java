package dev.dalleserver.progress;

/**
 * The waits of a run's current phase for the rate limit of the provider. They are no part of how
 * long the phase takes.
 *
 * @param sinceNs when the present wait began, in Unix nanoseconds; 0 when the run does not wait
 * @param untilNs when it is expected to end
 * @param pastNs the sum of the waits that have ended
 */
record ProviderWait(long sinceNs, long untilNs, long pastNs) {
  static final ProviderWait NONE = new ProviderWait(0, 0, 0);

  ProviderWait waiting(long nowNs, long newUntilNs) {
    return new ProviderWait(sinceNs == 0 ? nowNs : sinceNs, newUntilNs, pastNs);
  }

  ProviderWait ended(long nowNs) {
    return new ProviderWait(0, 0, waitedNs(nowNs));
  }

  /** Returns the sum of all waits until now. */
  long waitedNs(long nowNs) {
    return pastNs + (sinceNs == 0 ? 0 : Math.max(0, nowNs - sinceNs));
  }

  /** Returns how long the present wait still takes, 0 when there is none. */
  long remainingNs(long nowNs) {
    return sinceNs == 0 ? 0 : Math.max(0, untilNs - nowNs);
  }
}
