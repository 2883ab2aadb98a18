package dev.dalleserver.resilience;

import java.time.Clock;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/**
 * The dependencies of calls that a test replaces: clocks, randomness and waiting.
 *
 * @param clock the wall clock, for dates in headers and in the status
 * @param nanos a monotonic clock, the one that {@code Cancellation}s use
 * @param random numbers from 0 to below 1
 * @param sleeper waits between attempts
 * @param pace which other processes keep as well
 */
public record CallEnvironment(
    Clock clock, LongSupplier nanos, DoubleSupplier random, Sleeper sleeper, Pace pace) {
  /** Creates the environment of a process that is alone. */
  public CallEnvironment(
      Clock clock, LongSupplier nanos, DoubleSupplier random, Sleeper sleeper) {
    this(clock, nanos, random, sleeper, Pace.ALONE);
  }

  /** Returns the same environment with a pace of several processes. */
  public CallEnvironment with(Pace newPace) {
    return new CallEnvironment(clock, nanos, random, sleeper, newPace);
  }

  /** Returns an environment with real randomness that waits in real time. */
  public static CallEnvironment real(Clock clock, LongSupplier nanos) {
    return new CallEnvironment(
        clock, nanos, () -> ThreadLocalRandom.current().nextDouble(), Sleeper.REAL);
  }
}
