package dev.dalleserver.openai;

import java.time.Clock;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import okhttp3.Dns;

/**
 * The dependencies that a test replaces: clocks, randomness, waiting and DNS.
 *
 * @param clock the wall clock, for dates in headers and in the status
 * @param nanos a monotonic clock
 * @param random numbers from 0 to below 1
 * @param sleeper waits between attempts
 * @param dns resolves the hosts that image URLs name
 */
record ProviderEnvironment(
    Clock clock, LongSupplier nanos, DoubleSupplier random, Sleeper sleeper, Dns dns) {
  static ProviderEnvironment real(Clock clock, LongSupplier nanos) {
    return new ProviderEnvironment(
        clock, nanos, () -> ThreadLocalRandom.current().nextDouble(), Sleeper.REAL, Dns.SYSTEM);
  }
}
