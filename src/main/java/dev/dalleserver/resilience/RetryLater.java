package dev.dalleserver.resilience;

/** Makes Failsafe begin the next attempt. */
final class RetryLater extends Exception {
  private static final long serialVersionUID = 1L;

  RetryLater(CallFailure failure) {
    super(failure.getMessage(), failure, false, false);
  }
}
