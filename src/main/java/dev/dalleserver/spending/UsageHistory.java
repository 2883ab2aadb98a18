package dev.dalleserver.spending;

import dev.dalleserver.pricing.Expense;
import java.util.List;

/**
 * The port for what was used and paid for on the last days, for the operator. Unlike the {@link
 * SpendingLedger} it decides nothing: it may lose what a process was about to store when it died.
 */
public interface UsageHistory {
  /**
   * Adds an expense to today; a failure to store it is logged.
   *
   * @param series the series of the picture, or another name for pictures of no series
   */
  void record(String series, Expense expense);

  /** Returns the days on which anything was used, the latest first. */
  List<UsageDay> days();
}
