package dev.dalleserver.pictures;

/** The outcome of a request to remove a picture. */
public enum RemovalOutcome {
  REMOVED,
  /** There was no picture. */
  NOT_FOUND,
  /** The picture is being made now. */
  BEING_MADE
}
