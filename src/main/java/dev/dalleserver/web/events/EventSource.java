package dev.dalleserver.web.events;

import dev.dalleserver.progress.Subscription;

/** A source whose state is pushed to its followers. */
interface EventSource {
  /**
   * The state at one moment.
   *
   * @param json a JSON object on one line without a request id; not copied
   * @param done true when nothing will change any more
   */
  record State(byte[] json, boolean done) {}

  State state();

  /** Returns true while nothing changes but a position in a queue; cheap to call. */
  boolean isWaiting();

  /** Runs {@code action} after every change, on the thread that makes it. */
  Subscription subscribe(Runnable action);
}
