package dev.dalleserver.resilience;

/**
 * The kinds of calls to the provider; each has its own deadline, its own circuit breaker and its
 * own rows in the metrics.
 */
public enum Operation {
  CHAT("chat"),
  IMAGE("image"),
  DOWNLOAD("download");

  private final String label;

  Operation(String label) {
    this.label = label;
  }

  /** Returns the name in metrics and logs. */
  public String label() {
    return label;
  }

  /** Returns false for downloads: what is paid for is fetched in any case. */
  public boolean hasBreaker() {
    return this != DOWNLOAD;
  }

  /**
   * Returns true when a picture is made without the result too, so that waiting for it must leave
   * time for the rest of the run.
   */
  boolean isOptional() {
    return this == CHAT;
  }
}
