package dev.dalleserver.metrics;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Bounds the number of values of a label: values after the limit are replaced by {@code other}. */
final class BoundedLabel {
  static final String OTHER = "other";

  private final int limit;
  private final Set<String> known = ConcurrentHashMap.newKeySet();

  BoundedLabel(int limit) {
    this.limit = limit;
  }

  String of(String value) {
    // Two threads at the limit may each add one value more; the set is still bounded.
    if (known.contains(value)
        || (known.size() < limit && known.add(value))
        || known.contains(value)) {
      return value;
    }
    return OTHER;
  }
}
