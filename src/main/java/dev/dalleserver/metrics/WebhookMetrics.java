package dev.dalleserver.metrics;

import io.prometheus.client.Counter;

/** Metrics of the deliveries of webhooks. */
public final class WebhookMetrics {
  private final Family<Counter.Child> ended;
  private final Counter.Child retries;

  WebhookMetrics(Families families) {
    ended =
        families.counter(
            "dalleserver_webhooks_total",
            "Webhooks that were sent, and those that were not.",
            "outcome");
    for (String outcome : new String[] {"sent", "failed", "dropped"}) {
      ended.labels(outcome);
    }
    retries =
        families
            .counter("dalleserver_webhook_retries_total", "Retries of webhook deliveries.")
            .labels();
  }

  /**
   * Counts a webhook whose delivery has ended.
   *
   * @param outcome one of a few words
   */
  public void ended(String outcome) {
    ended.labels(outcome).inc();
  }

  /** Counts a retry of a webhook. */
  public void retried() {
    retries.inc();
  }
}
