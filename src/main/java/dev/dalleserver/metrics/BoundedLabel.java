package dev.dalleserver.metrics;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Keeps a label from growing without end: what comes after the limit is called {@code other}. */
final class BoundedLabel {
  static final String OTHER = "other";

  private final int limit;
  private final Set<String> known = ConcurrentHashMap.newKeySet();

  BoundedLabel(int limit) {
    this.limit = limit;
  }

  String of(String value) {
    // Two threads at the limit may let in one more each, which bounds it no less.
    if (known.contains(value)
        || (known.size() < limit && known.add(value))
        || known.contains(value)) {
      return value;
    }
    return OTHER;
  }
}
