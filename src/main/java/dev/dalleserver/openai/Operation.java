package dev.dalleserver.openai;

/** What is asked of the provider; each has its own deadline and its own rows in the metrics. */
public enum Operation {
  CHAT("chat"),
  IMAGE("image"),
  DOWNLOAD("download");

  private final String label;

  Operation(String label) {
    this.label = label;
  }

  /** The name in metrics and logs. */
  public String label() {
    return label;
  }
}
