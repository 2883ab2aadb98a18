package dev.dalleserver.web;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The errors that clients received: counts by code and endpoint, and the last errors in full.
 *
 * <p>Thread-safe; guarded by {@code this}. Bounded: codes and endpoints come from small sets.
 */
public final class RecentErrors {
  /** Maximum number of errors that are kept in full. */
  static final int MAX_ENTRIES = 100;

  /**
   * An error that a client received.
   *
   * @param endpoint a pattern from the table of URLs
   * @param status of the answer; 200 for an error that was in a snapshot
   * @param requestId of the request; empty when the error belongs to no request
   */
  public record Entry(
      Instant time, String code, String endpoint, int status, String requestId, String message) {}

  /** The number of times that clients received an error code from an endpoint. */
  public record Count(String code, String endpoint, long count) {}

  private record CountKey(String code, String endpoint) {}

  private static final int MAX_MESSAGE_LENGTH = 300;

  private final Clock clock;
  private final Deque<Entry> last = new ArrayDeque<>();
  private final Map<CountKey, Long> counts = new LinkedHashMap<>();

  public RecentErrors(Clock clock) {
    this.clock = clock;
  }

  /** Adds an error that a client receives now. */
  public synchronized void add(
      String code, String endpoint, int status, String requestId, String message) {
    counts.merge(new CountKey(code, endpoint), 1L, Long::sum);
    if (last.size() == MAX_ENTRIES) {
      last.removeLast();
    }
    String shortened =
        message.length() <= MAX_MESSAGE_LENGTH ? message : message.substring(0, MAX_MESSAGE_LENGTH);
    last.addFirst(new Entry(clock.instant(), code, endpoint, status, requestId, shortened));
  }

  /** Returns the last errors, newest first. */
  synchronized List<Entry> last() {
    return List.copyOf(last);
  }

  /** Returns the counts of all errors since the start, most frequent first. */
  synchronized List<Count> counts() {
    List<Count> sorted = new ArrayList<>();
    counts.forEach((place, n) -> sorted.add(new Count(place.code(), place.endpoint(), n)));
    sorted.sort(
        Comparator.comparingLong(Count::count)
            .reversed()
            .thenComparing(Count::code)
            .thenComparing(Count::endpoint));
    return sorted;
  }
}
