package dev.dalleserver.webhooks;

import java.time.Duration;

/**
 * Receives the outcome of webhooks, on the thread that delivers them: implementations must be quick
 * and not throw.
 */
public interface WebhookListener {
  /** The final outcome of a webhook. */
  enum Outcome {
    SENT,
    /** The receiver did not accept it, or must not be called. */
    FAILED,
    /** It was not tried, or not retried: too many are waiting, or the server stops. */
    DROPPED
  }

  /** Called when an attempt failed and another follows after {@code pause}. */
  void onRetry(Webhook webhook, String reason, Duration pause);

  /**
   * Called once for each webhook, when no further attempt follows.
   *
   * @param reason empty when it was sent
   */
  void onEnd(Webhook webhook, Outcome outcome, String reason);
}
