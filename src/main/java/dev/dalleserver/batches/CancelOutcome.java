package dev.dalleserver.batches;

/** The outcome of a request to cancel a batch. */
public enum CancelOutcome {
  /** The batch is cancelled, now or before. */
  CANCELLED,
  /** The batch was complete or had failed. */
  ALREADY_TERMINAL,
  /** No batch of that id is known. */
  UNKNOWN
}
