package dev.dalleserver.pictures;

import dev.dalleserver.jobs.JobException;
import dev.dalleserver.pricing.UsageListener;
import java.time.Duration;

/** A listener for how far a picture is while it is painted, and for what it uses and costs. */
@FunctionalInterface
public interface ProgressListener extends UsageListener {
  /** The three stages that a client of the asynchronous API sees. */
  enum Stage {
    /** The request is being prepared. */
    LOADING,
    /** The picture is being made. */
    DIFFUSION,
    /** The picture is finished and is being fetched, checked and encoded. */
    DECODING
  }

  /** A listener that ignores everything. */
  ProgressListener NONE = (stage, step, totalSteps) -> {};

  /**
   * Called when a step of a stage is done.
   *
   * @param step how many steps of the stage are done, from 0
   * @param totalSteps how many there are; 0 when the provider cannot tell
   */
  void onProgress(Stage stage, int step, int totalSteps);

  /**
   * Called with the picture as it is so far, by providers that show it.
   *
   * @param encoded a PNG, JPEG or WebP from outside, unchecked; not copied, treat as read-only
   */
  default void onPreview(byte[] encoded) {}

  /**
   * Called when the provider waits because of a rate limit before it begins, and when the place or
   * the time changes; on any thread.
   *
   * @param position the place in the line, 1 for the picture that is next
   * @param wait how long it still waits, as far as is known
   */
  default void onWaiting(int position, Duration wait) {}

  /** Called when a picture that waited is begun. */
  default void onAdmitted() {}

  /**
   * Called before the provider makes a request again that may have been paid for already.
   *
   * @throws JobException when it must not be made again
   */
  default void beforeRepeat() throws JobException {}

  /**
   * Returns how many pictures of the work under way are wanted, 0 to 3; a provider may give less.
   */
  default int partialImages() {
    return 0;
  }

  /**
   * Called with a picture of the work under way, at most {@link #partialImages} times, before the
   * picture is finished, on the calling thread.
   *
   * @param png a well-formed PNG; not copied, treat as read-only
   */
  default void onPartialImage(byte[] png) {}
}
