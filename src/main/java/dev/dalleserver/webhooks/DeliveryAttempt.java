package dev.dalleserver.webhooks;

/** What came of one attempt. */
sealed interface DeliveryAttempt {
  /** It was taken. */
  record Taken() implements DeliveryAttempt {}

  /** Another attempt may help. */
  record Again(String reason) implements DeliveryAttempt {}

  /**
   * No other attempt will help.
   *
   * @param forGood the receiver wants nothing more, ever
   */
  record Refused(String reason, boolean forGood) implements DeliveryAttempt {}
}
