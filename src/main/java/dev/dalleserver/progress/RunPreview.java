package dev.dalleserver.progress;

/**
 * A picture of the work under way. It lives in memory only, as long as its run.
 *
 * @param number counts the previews of the run from 1
 * @param jpeg a small JPEG; not copied, treat as read-only
 * @param shownNanos the monotonic time since which it is shown
 */
public record RunPreview(int number, byte[] jpeg, long shownNanos) {
  /** The content of one that another process has made. */
  static final byte[] ELSEWHERE = {};

  boolean isHere() {
    return jpeg.length > 0;
  }
}
