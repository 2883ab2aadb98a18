package dev.dalleserver.progress;

/**
 * The outcome of a run.
 *
 * @param error why it failed or was cut off, or empty
 * @param errorCode the stable name of the failure, or empty
 * @param cancelled whether a client cancelled the run
 * @param cacheHit whether there was nothing to do
 */
public record RunOutcome(String error, String errorCode, boolean cancelled, boolean cacheHit) {
  public static final RunOutcome SUCCESS = new RunOutcome("", "", false, false);
  public static final RunOutcome CACHE_HIT = new RunOutcome("", "", false, true);
  public static final RunOutcome CANCELLED = new RunOutcome("", "", true, false);

  public static RunOutcome failure(String error, String errorCode) {
    return new RunOutcome(error, errorCode, false, false);
  }

  /** Returns the kind of the end. */
  public Ending ending() {
    if (cancelled) {
      return Ending.CANCELLED;
    }
    return error.isEmpty() ? Ending.COMPLETED : Ending.FAILED;
  }

  /** Returns true when this run made a picture. */
  boolean isSuccess() {
    return equals(SUCCESS);
  }
}
