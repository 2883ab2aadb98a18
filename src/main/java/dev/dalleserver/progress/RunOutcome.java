package dev.dalleserver.progress;

/**
 * How a run ended.
 *
 * @param error why it failed or was cut off, or empty
 * @param errorCode the stable name of the failure, or empty
 * @param cancelled somebody asked for the end
 * @param cacheHit there was nothing to do
 */
public record RunOutcome(String error, String errorCode, boolean cancelled, boolean cacheHit) {
  public static final RunOutcome SUCCESS = new RunOutcome("", "", false, false);
  public static final RunOutcome CACHE_HIT = new RunOutcome("", "", false, true);
  public static final RunOutcome CANCELLED = new RunOutcome("", "", true, false);

  public static RunOutcome failure(String error, String errorCode) {
    return new RunOutcome(error, errorCode, false, false);
  }

  /** True when a picture was made in this run. */
  boolean good() {
    return equals(SUCCESS);
  }
}
