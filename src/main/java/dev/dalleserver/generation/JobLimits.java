package dev.dalleserver.generation;

import java.time.Duration;

/**
 * How much is done at once.
 *
 * @param workers runs at once, at least 1
 * @param queue runs that may wait, at least 0
 * @param runLimit the most time that one run may take, before it is ended and its key freed
 */
public record JobLimits(int workers, int queue, Duration runLimit) {
  public static final JobLimits DEFAULT = new JobLimits(4, 1000, Duration.ofMinutes(5));

  public JobLimits {
    if (workers < 1 || queue < 0 || runLimit.isNegative() || runLimit.isZero()) {
      throw new IllegalArgumentException(
          "no capacity: " + workers + ", " + queue + ", " + runLimit);
    }
  }
}
