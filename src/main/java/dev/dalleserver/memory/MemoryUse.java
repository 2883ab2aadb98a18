package dev.dalleserver.memory;

import java.util.Locale;

/**
 * What clients and providers can make the server hold in memory, and how large a share each gets.
 *
 * <p>The shares are disjoint: together they are the whole, so that no use can take what another
 * needs. Whatever clients hold, pictures that are paid for are decoded, and those who follow are
 * told of them.
 */
public enum MemoryUse {
  /** Bodies of requests that are being received. */
  REQUEST_BODIES(10),
  /** Bodies of answers that wait until the network takes them. */
  RESPONSES(14),
  /** Clients that follow, each with its request and its place in a stream. */
  FOLLOWERS(8),
  /** Events that followers have not read yet. */
  EVENTS(8),
  /** Pictures that are being decoded, with their pixels. */
  PICTURES(60);

  private final int percent;

  MemoryUse(int percent) {
    this.percent = percent;
  }

  /** The most that this use may take of the budget, in percent; 100 for all uses together. */
  int percent() {
    return percent;
  }

  /** The name in metrics: {@code request_bodies}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
