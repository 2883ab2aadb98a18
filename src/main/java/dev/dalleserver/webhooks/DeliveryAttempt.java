package dev.dalleserver.webhooks;

/** The result of one attempt to deliver a webhook. */
sealed interface DeliveryAttempt {
  /** The receiver has accepted the webhook. */
  record Delivered() implements DeliveryAttempt {}

  /** The attempt failed, and another may succeed. */
  record Retry(String reason) implements DeliveryAttempt {}

  /**
   * The attempt failed, and no other will succeed.
   *
   * @param permanent true when the receiver wants no more webhooks at all
   */
  record Refused(String reason, boolean permanent) implements DeliveryAttempt {}
}
