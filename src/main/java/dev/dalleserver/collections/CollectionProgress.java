package dev.dalleserver.collections;

import java.time.Duration;

/**
 * Where a collection stands at one moment.
 *
 * @param reason why it waits or is paused; empty while it is worked on
 * @param present pictures that were there before it came to them
 * @param made pictures that it has made
 * @param imagesPaid images that it has had made by a provider that is paid
 * @param remaining how long it will take; zero when that is not known
 */
public record CollectionProgress(
    CollectionState state,
    String reason,
    int total,
    int present,
    int made,
    int failed,
    long imagesPaid,
    Duration remaining) {
  public int waiting() {
    return total - present - made - failed;
  }

  /** Returns the share of addresses that do not wait any more, with one decimal. */
  public double percent() {
    return Math.floor((total - waiting()) * 1000.0 / total) / 10;
  }
}
