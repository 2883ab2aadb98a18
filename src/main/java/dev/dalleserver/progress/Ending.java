package dev.dalleserver.progress;

/**
 * How a run ended.
 *
 * @param error why it failed or was cut off, or empty
 * @param errorCode the stable name of the failure, or empty
 * @param cancelled somebody asked for the end
 * @param cacheHit there was nothing to do
 */
public record Ending(String error, String errorCode, boolean cancelled, boolean cacheHit) {
  public static final Ending SUCCESS = new Ending("", "", false, false);
  public static final Ending CACHE_HIT = new Ending("", "", false, true);
  public static final Ending CANCELLED = new Ending("", "", true, false);

  public static Ending failure(String error, String errorCode) {
    return new Ending(error, errorCode, false, false);
  }

  /** True when a picture was made in this run. */
  boolean good() {
    return equals(SUCCESS);
  }
}
