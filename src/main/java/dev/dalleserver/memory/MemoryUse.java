package dev.dalleserver.memory;

import java.util.Locale;

/**
 * The uses of memory that clients and providers control, and the share of each.
 *
 * <p>The shares are disjoint and add up to the whole budget, so that no use can take what another
 * needs. However much clients hold, paid pictures are decoded and followers are told of them.
 */
public enum MemoryUse {
  /** Bodies of requests that are being received. */
  REQUEST_BODIES(10),
  /** Bodies of answers that wait until the network takes them. */
  RESPONSES(14),
  /** Followers, each with its request and its position in a stream. */
  FOLLOWERS(8),
  /** Events that followers have not read yet. */
  EVENTS(8),
  /** Pictures that are being decoded, with their pixels. */
  PICTURES(60);

  private final int percent;

  MemoryUse(int percent) {
    this.percent = percent;
  }

  /**
   * Returns the share of the budget that this use may take, in percent; all uses together have 100.
   */
  int percent() {
    return percent;
  }

  /** Returns the name in metrics: {@code request_bodies}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
