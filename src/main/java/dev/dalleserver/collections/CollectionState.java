package dev.dalleserver.collections;

import java.util.Locale;

/** Whether a collection is worked on. */
public enum CollectionState {
  RUNNING,
  /** A client, or the server after many failures in a row, has stopped it for now. */
  PAUSED,
  /** No address waits any more. */
  DONE,
  /** It was removed. */
  CANCELLED;

  /** Returns the word for clients. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
