package dev.dalleserver.generation;

/** Work ended because it was told to, not because it went wrong. */
public final class CancelledException extends Exception {
  private static final long serialVersionUID = 1L;

  private final Cancellation.Reason reason;

  public CancelledException(Cancellation.Reason reason) {
    // No stack trace: this is an expected ending, thrown on hot paths of a shutdown.
    super("cancelled: " + reason, null, false, false);
    this.reason = reason;
  }

  public Cancellation.Reason reason() {
    return reason;
  }
}
