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

  /** The most previews that are asked for. */
  int MOST_PREVIEWS = 3;

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
   * Returns how many previews are wanted, 0 to {@link #MOST_PREVIEWS}. A provider that charges for
   * each asks for no more; one that shows its work for nothing may pass on more.
   */
  default int wantedPreviews() {
    return 0;
  }

  /**
   * Called with the picture as it is so far, before it is finished, on the calling thread; not
   * called when none is wanted.
   *
   * @param preview valid until this method returns
   */
  default void onPreview(Preview preview) {}

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
}
