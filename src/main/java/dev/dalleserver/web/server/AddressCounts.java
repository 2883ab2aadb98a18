package dev.dalleserver.web.server;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The number of things that each client address holds, up to its share. Thread-safe. */
final class AddressCounts {
  private final int share;
  private final Map<String, Integer> held = new HashMap<>();

  /**
   * @param share the most that one address may hold
   */
  AddressCounts(int share) {
    this.share = share;
  }

  int share() {
    return share;
  }

  /**
   * @param address empty for a client that no share applies to
   * @return false when the address holds its share already; nothing is counted then
   */
  synchronized boolean tryAcquire(Optional<String> address) {
    if (address.isEmpty()) {
      return true;
    }
    int before = held.getOrDefault(address.get(), 0);
    if (before >= share) {
      return false;
    }
    held.put(address.get(), before + 1);
    return true;
  }

  /** Releases what a successful {@link #tryAcquire} has taken. */
  synchronized void release(Optional<String> address) {
    address.ifPresent(
        client -> held.computeIfPresent(client, (key, count) -> count == 1 ? null : count - 1));
  }
}
