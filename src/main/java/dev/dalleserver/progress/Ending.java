package dev.dalleserver.progress;

import java.util.Locale;

/** How a run or a batch has ended. */
public enum Ending {
  /** All that was asked for is there. */
  COMPLETED,
  FAILED,
  /** A client has cancelled it. */
  CANCELLED;

  /** Returns the word for clients. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
