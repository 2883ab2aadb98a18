package dev.dalleserver.web.events;

import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Remembers the id of the last event of each stream that has ended; of the newest streams only. A
 * client that reconnects with such an id has seen all events. Thread-safe.
 */
final class FinalEventIds {
  private static final int CAPACITY = 16 * 1024;

  /** In order of age; guarded by {@code this}. */
  private final Set<Long> ids = new LinkedHashSet<>();

  synchronized void add(long id) {
    ids.add(id);
    if (ids.size() > CAPACITY) {
      ids.remove(ids.iterator().next());
    }
  }

  synchronized boolean contains(long id) {
    return ids.contains(id);
  }
}
