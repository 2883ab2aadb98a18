package dev.dalleserver.openai;

import java.time.Clock;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import okhttp3.Dns;

/**
 * What a test replaces: time, chance and names.
 *
 * @param clock the wall clock, for dates in headers and in the status
 * @param nanos a monotonic clock
 * @param random numbers from 0 to below 1
 * @param pause waits between attempts
 * @param dns finds addresses of the hosts that image URLs name
 */
record Surroundings(Clock clock, LongSupplier nanos, DoubleSupplier random, Pause pause, Dns dns) {
  static Surroundings real(Clock clock, LongSupplier nanos) {
    return new Surroundings(
        clock, nanos, () -> ThreadLocalRandom.current().nextDouble(), Pause.REAL, Dns.SYSTEM);
  }
}
