package dev.dalleserver.resilience;

import dev.dalleserver.jobs.JobException;
import java.time.Duration;

/** An observer of one call: it learns that the call waits, and permits a second payment. */
public interface CallObserver {
  /** An observer that ignores everything and permits everything. */
  CallObserver NONE = new CallObserver() {};

  /**
   * Called when the call begins to wait for the provider's rate limit, and when its place or its
   * time changes; on any thread that moves the line.
   *
   * @param position the place in the line, 1 for the call that is made next
   * @param wait until it is made, as far as the provider has told
   */
  default void onWaiting(int position, Duration wait) {}

  /** Called on the calling thread when a call that waited is made. */
  default void onAdmitted() {}

  /**
   * Called before a request is made again that may have been charged already.
   *
   * @throws JobException when it must not be made again; the call then fails as the request did
   */
  default void beforeRepeat() throws JobException {}
}
