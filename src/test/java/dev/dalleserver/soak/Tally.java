package dev.dalleserver.soak;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Counts what clients did. Thread-safe. */
final class Tally {
  private static final int KEPT_FAILURES = 20;

  private final Map<String, AtomicLong> counts = new ConcurrentHashMap<>();
  private final List<String> failures = new ArrayList<>();

  /** Counts one more round of a client of this kind. */
  void count(String kind) {
    counts.computeIfAbsent(kind, name -> new AtomicLong()).incrementAndGet();
  }

  long of(String kind) {
    AtomicLong count = counts.get(kind);
    return count == null ? 0 : count.get();
  }

  /** Records that an honest client got an unexpected answer. */
  synchronized void fail(String kind, Throwable problem) {
    count("failed");
    if (failures.size() < KEPT_FAILURES) {
      failures.add(kind + ": " + problem);
    }
  }

  synchronized List<String> failures() {
    return List.copyOf(failures);
  }

  @Override
  public String toString() {
    return new TreeMap<>(counts).toString();
  }
}
