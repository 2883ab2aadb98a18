package dev.dalleserver.jobs;

/**
 * How many jobs there may be at once.
 *
 * @param places the most jobs that wait or are worked on
 * @param waiting how many jobs beyond {@code places} may wait for one of them; only jobs that are
 *     {@linkplain NewJob#waits willing to wait}, and only where every job has a worker of its own
 * @param untilWorkerReturns whether the place of a job that is ended from outside is taken until
 *     its worker has returned, as where a few workers share one line; else it is free with the end
 */
public record Capacity(int places, int waiting, boolean untilWorkerReturns) {
  /** Creates a capacity in which no job waits for a place. */
  public Capacity(int places, boolean untilWorkerReturns) {
    this(places, 0, untilWorkerReturns);
  }

  /** Returns the capacity of a few workers with one line. */
  public static Capacity ofWorkers(JobLimits limits) {
    return new Capacity(limits.workers() + limits.queue(), true);
  }

  /** Returns the capacity for jobs that all have a worker of their own. */
  public static Capacity slots(int slots) {
    return slots(slots, 0);
  }

  /**
   * Returns the capacity for such jobs, some of which may wait in a line.
   *
   * @param waiting how many jobs may wait for a slot
   */
  public static Capacity slots(int slots, int waiting) {
    return new Capacity(slots, waiting, false);
  }

  /** Returns the most jobs that may be known and not ended when a new one is added. */
  public int most(boolean waits) {
    return waits ? places + waiting : places;
  }

  /** Returns how many jobs may be worked on at once, as far as this capacity limits it. */
  public int atWork() {
    return untilWorkerReturns ? Integer.MAX_VALUE : places;
  }
}
