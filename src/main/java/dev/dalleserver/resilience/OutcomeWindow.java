package dev.dalleserver.resilience;

/**
 * The last outcomes of calls, and whether they are bad enough to stop calling: five failures in a
 * row, or at least half of the last twenty once ten have been seen. Not thread-safe.
 */
final class OutcomeWindow {
  private static final int SIZE = 20;
  private static final int MIN_SEEN = 10;
  private static final int MAX_FAILURES_IN_A_ROW = 5;

  private final boolean[] failed = new boolean[SIZE];
  private int next;
  private int seen;
  private int failures;
  private int failuresInARow;

  void add(boolean failure) {
    if (seen == SIZE) {
      failures -= failed[next] ? 1 : 0;
    } else {
      seen++;
    }
    failed[next] = failure;
    failures += failure ? 1 : 0;
    failuresInARow = failure ? failuresInARow + 1 : 0;
    next = (next + 1) % SIZE;
  }

  boolean isTripped() {
    return failuresInARow >= MAX_FAILURES_IN_A_ROW || (seen >= MIN_SEEN && 2 * failures >= seen);
  }

  void clear() {
    next = 0;
    seen = 0;
    failures = 0;
    failuresInARow = 0;
  }
}
