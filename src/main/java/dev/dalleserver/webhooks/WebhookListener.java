package dev.dalleserver.webhooks;

import java.time.Duration;

/** Told what becomes of webhooks, on the thread that found out: be quick and do not throw. */
public interface WebhookListener {
  /** What became of a webhook in the end. */
  enum Outcome {
    SENT,
    /** The receiver did not take it, or may not be called. */
    FAILED,
    /** It was not tried, or not tried again: too many wait, or the server stops. */
    DROPPED
  }

  /** An attempt failed and another will be made after {@code pause}. */
  void retrying(Webhook webhook, String reason, Duration pause);

  /**
   * That was it; told once of each.
   *
   * @param reason empty when it was sent
   */
  void ended(Webhook webhook, Outcome outcome, String reason);
}
