package dev.dalleserver.jobs;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Counts the ends of jobs by the hash of their keys. A job of another key in the same stripe makes
 * a caller look again for nothing, which costs little.
 */
final class EndCounts {
  private static final int STRIPES = 256;

  private final AtomicLongArray counts = new AtomicLongArray(STRIPES);

  long get(Object key) {
    return counts.get(stripe(key));
  }

  void increment(Object key) {
    counts.incrementAndGet(stripe(key));
  }

  private static int stripe(Object key) {
    return Math.floorMod(key.hashCode(), STRIPES);
  }
}
