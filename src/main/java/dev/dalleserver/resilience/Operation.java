package dev.dalleserver.resilience;

/**
 * The kinds of calls to the provider; each has its own deadline and its own rows in the metrics.
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
}
