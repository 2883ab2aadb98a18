package dev.dalleserver.jobs;

/**
 * How many jobs there may be at once.
 *
 * @param places the most jobs that wait or are worked on
 * @param untilWorkerReturns whether a place is taken until the worker has returned, as where a few
 *     workers share one line; else it is free as soon as the job has ended
 */
public record Capacity(int places, boolean untilWorkerReturns) {
  /** Returns the capacity of a few workers with one line. */
  public static Capacity line(JobLimits limits) {
    return new Capacity(limits.workers() + limits.queue(), true);
  }

  /** Returns the capacity for jobs that all have a worker of their own. */
  public static Capacity slots(int slots) {
    return new Capacity(slots, false);
  }
}
