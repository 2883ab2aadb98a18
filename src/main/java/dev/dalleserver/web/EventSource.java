package dev.dalleserver.web;

import dev.dalleserver.progress.Subscription;

/** Something whose state is pushed to those who follow it. */
interface EventSource {
  /**
   * How it looks at one moment.
   *
   * @param json a JSON object on one line without a request id; not copied
   * @param done nothing will change any more
   */
  record Look(byte[] json, boolean done) {}

  Look look();

  /** True while nothing happens but that its turn comes nearer; cheap to ask. */
  boolean waiting();

  /** Runs {@code action} after every change, on the thread that makes it. */
  Subscription subscribe(Runnable action);
}
