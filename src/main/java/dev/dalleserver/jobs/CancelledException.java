package dev.dalleserver.jobs;

/** The end of work that was asked to stop, as opposed to work that failed. */
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
