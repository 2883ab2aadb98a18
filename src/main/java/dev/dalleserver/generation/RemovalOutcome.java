package dev.dalleserver.generation;

/** What came of asking to remove a picture. */
public enum RemovalOutcome {
  REMOVED,
  /** There was none. */
  NOTHING_THERE,
  /** It is being made right now. */
  BEING_MADE
}
