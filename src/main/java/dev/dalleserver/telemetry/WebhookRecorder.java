package dev.dalleserver.telemetry;

import dev.dalleserver.console.LogRateLimiter;
import dev.dalleserver.metrics.WebhookMetrics;
import dev.dalleserver.webhooks.Webhook;
import dev.dalleserver.webhooks.WebhookListener;
import java.time.Duration;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts webhooks, and logs those that were not delivered. */
final class WebhookRecorder implements WebhookListener {
  private static final Logger LOG = LoggerFactory.getLogger("dev.dalleserver.webhook");

  private final WebhookMetrics metrics;
  private final LogRateLimiter retries = LogRateLimiter.forWarnings();
  private final LogRateLimiter warnings = LogRateLimiter.forWarnings();

  WebhookRecorder(WebhookMetrics metrics) {
    this.metrics = metrics;
  }

  @Override
  public void onRetry(Webhook webhook, String reason, Duration pause) {
    metrics.retried();
    retries
        .admit()
        .ifPresent(
            suppressed ->
                LOG.info(
                    "webhook id={} host={} event=retry pause_ms={} reason=\"{}\" held_back={}",
                    webhook.id(),
                    webhook.receiver().getHost(),
                    pause.toMillis(),
                    reason,
                    suppressed));
  }

  @Override
  public void onEnd(Webhook webhook, Outcome outcome, String reason) {
    String label = outcome.name().toLowerCase(Locale.ROOT);
    metrics.ended(label);
    if (outcome == Outcome.SENT) {
      LOG.debug("webhook id={} event=sent", webhook.id());
      return;
    }
    // Logs the host only: paths and queries of receivers are secrets.
    warnings
        .admit()
        .ifPresent(
            suppressed ->
                LOG.warn(
                    "webhook id={} host={} event={} reason=\"{}\" held_back={}",
                    webhook.id(),
                    webhook.receiver().getHost(),
                    label,
                    reason,
                    suppressed));
  }
}
