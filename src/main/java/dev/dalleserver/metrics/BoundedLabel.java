package dev.dalleserver.metrics;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/** Bounds the number of values of a label: values after the limit are replaced by {@code other}. */
final class BoundedLabel {
  static final String OTHER = "other";

  private final int limit;
  private final LongSupplier nanos;

  /** When each value was used last, by a monotonic clock. */
  private final Map<String, Long> lastUses = new ConcurrentHashMap<>();

  /**
   * @param limit the most values
   * @param nanos a monotonic clock in nanoseconds
   */
  BoundedLabel(int limit, LongSupplier nanos) {
    this.limit = limit;
    this.nanos = nanos;
  }

  String of(String value) {
    // Two threads at the limit may each add one value more; the map is still bounded.
    if (lastUses.size() >= limit && !lastUses.containsKey(value)) {
      return OTHER;
    }
    lastUses.put(value, nanos.getAsLong());
    return value;
  }

  /**
   * Removes the values that are not in use any more and were not used for so long.
   *
   * @return what was removed
   */
  Set<String> removeIdle(Predicate<String> isInUse, long idleNanos) {
    long now = nanos.getAsLong();
    Set<String> removed = new HashSet<>();
    lastUses.forEach(
        (value, last) -> {
          // Removes no value that is used meanwhile: its time differs then.
          if (now - last >= idleNanos && !isInUse.test(value) && lastUses.remove(value, last)) {
            removed.add(value);
          }
        });
    return removed;
  }
}
