package dev.dalleserver.resilience;

/**
 * A budget that keeps retries from making an outage worse: a bucket of ten tokens that a failure
 * empties by one and a success fills by a tenth; at five or below nothing is retried. The design is
 * gRPC's proposal A6, "retry throttling".
 */
final class RetryBudget {
  // Tenths, because a tenth has no exact double and thousands of them are added up.
  private static final int FULL = 100;
  private static final int FAILURE = 10;
  private static final int SUCCESS = 1;
  private static final int THRESHOLD = 50;

  // Guarded by this.
  private int tenths = FULL;

  synchronized void succeeded() {
    tenths = Math.min(FULL, tenths + SUCCESS);
  }

  synchronized void failed() {
    tenths = Math.max(0, tenths - FAILURE);
  }

  synchronized boolean allowsRetry() {
    return tenths > THRESHOLD;
  }

  synchronized double tokens() {
    return tenths / 10.0;
  }
}
