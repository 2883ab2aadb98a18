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
 * The errors that callers were told of: counted by code and endpoint, and the last ones as they
 * were.
 *
 * <p>Thread-safe; guarded by {@code this}. Bounded: codes and endpoints come from small sets.
 */
public final class RecentErrors {
  /** How many are kept as they were. */
  static final int KEPT = 100;

  /**
   * An error that was told.
   *
   * @param endpoint a pattern from the table of URLs
   * @param status of the answer; 200 for one that was told in a snapshot
   * @param requestId of the request, or empty when it was none's
   */
  public record Entry(
      Instant time, String code, String endpoint, int status, String requestId, String message) {}

  /** How often an error was told at an endpoint. */
  public record Count(String code, String endpoint, long count) {}

  private record Place(String code, String endpoint) {}

  private static final int LONGEST_MESSAGE = 300;

  private final Clock clock;
  private final Deque<Entry> last = new ArrayDeque<>();
  private final Map<Place, Long> counts = new LinkedHashMap<>();

  public RecentErrors(Clock clock) {
    this.clock = clock;
  }

  /** Takes in an error that was told now. */
  public synchronized void add(
      String code, String endpoint, int status, String requestId, String message) {
    counts.merge(new Place(code, endpoint), 1L, Long::sum);
    if (last.size() == KEPT) {
      last.removeLast();
    }
    String shortened =
        message.length() <= LONGEST_MESSAGE ? message : message.substring(0, LONGEST_MESSAGE);
    last.addFirst(new Entry(clock.instant(), code, endpoint, status, requestId, shortened));
  }

  /** The last ones, newest first. */
  synchronized List<Entry> last() {
    return List.copyOf(last);
  }

  /** All that ever were, most frequent first. */
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
