package dev.dalleserver.spending;

import dev.dalleserver.pricing.Expense;
import dev.dalleserver.pricing.Expenses;
import dev.dalleserver.pricing.Money;
import java.util.Map;
import java.util.TreeMap;

/**
 * What was used and paid for on one day.
 *
 * @param day as {@code 2026-03-01}, in UTC
 * @param series what the pictures of each series cost, with their prompts
 */
public record UsageDay(String day, Expenses expenses, Map<String, Money> series) {
  /** More series than an operator compares one by one. */
  private static final int MAX_SERIES = 200;

  /** The name of all further series together; it is not a valid name of a series. */
  private static final String OTHER = "_other";

  public UsageDay {
    series = Map.copyOf(series);
  }

  /** Returns the costs, the series in alphabetical order. */
  @Override
  public Map<String, Money> series() {
    return new TreeMap<>(series);
  }

  /** Returns a day on which nothing was used yet. */
  public static UsageDay empty(String day) {
    return new UsageDay(day, Expenses.NONE, Map.of());
  }

  /** Returns the day with one expense more, of a series. */
  public UsageDay plus(String name, Expense expense) {
    Map<String, Money> costs = new TreeMap<>(series);
    expense
        .cost()
        .ifPresent(
            cost ->
                costs.merge(
                    costs.containsKey(name) || costs.size() < MAX_SERIES ? name : OTHER,
                    cost,
                    Money::plus));
    return new UsageDay(day, expenses.plus(expense), costs);
  }
}
