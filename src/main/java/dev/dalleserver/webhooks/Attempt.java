package dev.dalleserver.webhooks;

/** What came of one attempt. */
sealed interface Attempt {
  /** It was taken. */
  record Taken() implements Attempt {}

  /** Another attempt may help. */
  record Again(String reason) implements Attempt {}

  /**
   * No other attempt will help.
   *
   * @param forGood the receiver wants nothing more, ever
   */
  record Refused(String reason, boolean forGood) implements Attempt {}
}
