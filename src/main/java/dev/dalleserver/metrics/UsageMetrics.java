package dev.dalleserver.metrics;

import dev.dalleserver.pricing.Expense;
import dev.dalleserver.pricing.TokenUsage;
import io.prometheus.client.Counter;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * Metrics of what paid calls use and cost. Prometheus knows only floating-point numbers: the exact
 * amounts are in the JSON form of {@code /metrics}.
 */
public final class UsageMetrics {
  private static final int MAX_MODELS = 20;

  /** More series than an operator compares one by one. */
  private static final int MAX_SERIES = 200;

  private final Family<Counter.Child> tokens;
  private final Family<Counter.Child> cost;
  private final Family<Counter.Child> seriesCost;
  private final BoundedLabel models;
  private final BoundedLabel series;

  /**
   * @param nanos a monotonic clock in nanoseconds
   */
  UsageMetrics(Families families, LongSupplier nanos) {
    models = new BoundedLabel(MAX_MODELS, nanos);
    series = new BoundedLabel(MAX_SERIES, nanos);
    tokens =
        families.counter(
            "dalleserver_openai_tokens_total",
            "Tokens of paid answers, as the provider counts them.",
            "operation",
            "model",
            "kind");
    cost =
        families.counter(
            "dalleserver_openai_cost_total",
            "What paid calls cost by the prices of the operator, in the currency.",
            "operation",
            "model",
            "currency");
    seriesCost =
        families.counter(
            "dalleserver_series_cost_total",
            "What the pictures of a series cost, with their prompts, in the currency.",
            "series",
            "currency");
  }

  /** Removes the costs of series that do not exist and cost nothing for so long. */
  void removeIdleSeries(Predicate<String> exists, long idleNanos) {
    Set<String> removed = series.removeIdle(exists, idleNanos);
    if (!removed.isEmpty()) {
      seriesCost.removeIf(labels -> removed.contains(labels.get(0)));
    }
  }

  /**
   * Adds what a call used and cost.
   *
   * @param seriesName bounded here: further names are counted together
   */
  public void add(String seriesName, Expense expense) {
    String model = models.of(expense.model());
    TokenUsage used = expense.tokens();
    add(expense.operation(), model, "input_text", used.textInput());
    add(expense.operation(), model, "input_image", used.inputImage());
    add(expense.operation(), model, "output", used.output());
    expense
        .cost()
        .map(money -> money.amount().doubleValue())
        .ifPresent(
            amount -> {
              cost.labels(expense.operation(), model, expense.currency()).inc(amount);
              seriesCost.labels(series.of(seriesName), expense.currency()).inc(amount);
            });
  }

  private void add(String operation, String model, String kind, long count) {
    if (count > 0) {
      tokens.labels(operation, model, kind).inc(count);
    }
  }
}
