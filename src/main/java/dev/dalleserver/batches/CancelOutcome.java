package dev.dalleserver.batches;

/** What came of asking for the end of a generation. */
public enum CancelOutcome {
  /** It is cancelled, now or before. */
  CANCELLED,
  /** It was complete or had failed. */
  ALREADY_TERMINAL,
  /** Nothing is known of it. */
  UNKNOWN
}
