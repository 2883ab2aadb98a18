package dev.dalleserver.pricing;

/** A listener for all expenses of the server; it must be quick and not throw. */
@FunctionalInterface
public interface ExpenseListener {
  /** A listener that ignores everything. */
  ExpenseListener NONE = (series, expense) -> {};

  /**
   * Called when a call has ended that was paid for, or that may have been.
   *
   * @param series the series of the picture, or another name for pictures of no series
   */
  void record(String series, Expense expense);
}
