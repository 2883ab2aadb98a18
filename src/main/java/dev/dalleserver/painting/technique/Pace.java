package dev.dalleserver.painting.technique;

/** Receives how far the work is, and ends it early when the picture is no longer wanted. */
@FunctionalInterface
public interface Pace {
  /**
   * To be called every few milliseconds of work.
   *
   * @param done 0 to 1, never falling
   * @throws StoppedException when the picture is no longer wanted
   */
  void at(float done) throws StoppedException;

  /** The pace of a part of the work, from {@code from} to {@code to} of this one. */
  default Pace part(float from, float to) {
    return done -> at(from + (to - from) * done);
  }
}
