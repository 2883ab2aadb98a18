package dev.dalleserver.painting.technique;

import dev.dalleserver.jobs.CancelledException;

/** Receives how far the work is, and ends it early when its run is cancelled. */
@FunctionalInterface
public interface Pace {
  /**
   * To be called every few milliseconds of work.
   *
   * @param done 0 to 1, never falling
   * @throws CancelledException when the picture is no longer wanted
   */
  void at(float done) throws CancelledException;

  /** The pace of a part of the work, from {@code from} to {@code to} of this one. */
  default Pace part(float from, float to) {
    return done -> at(from + (to - from) * done);
  }
}
