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

  /**
   * Called with the picture as it is so far, by providers that show it.
   *
   * @param encoded a PNG, JPEG or WebP from outside, unchecked; not copied, treat as read-only
   */
  default void onPreview(byte[] encoded) {}
}
