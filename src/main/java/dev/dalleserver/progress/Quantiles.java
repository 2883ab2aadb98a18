package dev.dalleserver.progress;

import java.util.Arrays;

/**
 * The quantiles of some durations, by the nearest rank: each value is one that was measured.
 *
 * @param count how many durations there were
 * @param p50Ns half of them took this many nanoseconds at most; 0 when there were none
 * @param p95Ns the same for 95 of 100
 * @param p99Ns the same for 99 of 100
 */
public record Quantiles(int count, long p50Ns, long p95Ns, long p99Ns) {
  /** Returns the quantiles of durations in nanoseconds, in any order. */
  static Quantiles of(long[] durationsNs) {
    long[] sorted = durationsNs.clone();
    Arrays.sort(sorted);
    return new Quantiles(sorted.length, rank(sorted, 50), rank(sorted, 95), rank(sorted, 99));
  }

  private static long rank(long[] sorted, int percent) {
    if (sorted.length == 0) {
      return 0;
    }
    // Whole numbers, so that no rounding moves the rank: ceil(percent * n / 100).
    return sorted[(percent * sorted.length + 99) / 100 - 1];
  }
}
