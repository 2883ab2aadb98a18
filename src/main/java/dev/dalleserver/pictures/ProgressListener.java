package dev.dalleserver.pictures;

/** A listener for how far a picture is while it is painted. */
@FunctionalInterface
public interface ProgressListener {
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

  /** Returns how many pictures of the work under way are wanted, 0 to 3; a provider may give less. */
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
