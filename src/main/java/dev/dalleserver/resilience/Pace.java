package dev.dalleserver.resilience;

import java.time.Duration;

/** The pace of calls that several processes keep together. */
@FunctionalInterface
public interface Pace {
  /** The pace of a process that is alone. */
  Pace ALONE = interval -> Duration.ZERO;

  /**
   * Takes the next place, unless one was taken less than an interval ago.
   *
   * @param interval the least time between two calls of all processes, more than zero
   * @return zero when the call may be made now; else when it makes sense to ask again
   */
  Duration take(Duration interval);
}
