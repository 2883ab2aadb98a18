package dev.dalleserver.memory;

import java.util.Locale;

/**
 * What clients and providers can make the server hold in memory, and how large a share each gets.
 */
public enum MemoryUse {
  /** Bodies of requests that are being received. */
  REQUEST_BODIES(20),
  /** Bodies of answers that wait until the network takes them. */
  RESPONSES(25),
  /** Events that followers have not read yet. */
  FOLLOWERS(15),
  /** Pictures that are being decoded, with their pixels. */
  PICTURES(60);

  private final int percent;

  MemoryUse(int percent) {
    this.percent = percent;
  }

  /** The most that this use may take of the budget, in percent. The shares overlap on purpose. */
  int percent() {
    return percent;
  }

  /** The name in metrics: {@code request_bodies}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
