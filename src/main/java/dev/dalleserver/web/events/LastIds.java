package dev.dalleserver.web.events;

import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The ids of the last events of streams that have ended, the newest ones. A client that returns
 * with one of them has seen all. Thread-safe.
 */
final class LastIds {
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
