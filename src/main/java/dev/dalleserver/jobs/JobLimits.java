package dev.dalleserver.jobs;

import java.time.Duration;

/**
 * The limits on runs.
 *
 * @param workers the most runs at once, at least 1
 * @param queue the most runs that may wait, at least 0
 * @param runLimit the longest time that one run may take, before it is ended and its key is free
 *     again
 */
public record JobLimits(int workers, int queue, Duration runLimit) {
  public JobLimits {
    if (workers < 1 || queue < 0 || runLimit.isNegative() || runLimit.isZero()) {
      throw new IllegalArgumentException(
          "not limits: " + workers + " workers, queue of " + queue + ", run limit " + runLimit);
    }
  }
}
