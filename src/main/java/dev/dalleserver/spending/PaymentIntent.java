package dev.dalleserver.spending;

/** The intent to pay for one image, from before the call to the provider until after it. */
public interface PaymentIntent {
  /** How a paid call ended. */
  enum Outcome {
    /** The image has arrived. */
    RECEIVED,
    /** The call certainly cost nothing: the image is given back to the budget. */
    FREE,
    /** No image arrived, but the call may have cost money: the image stays counted. */
    UNCERTAIN
  }

  /**
   * Ends the intent; only the first call has an effect. An image that was taken on an earlier day
   * is not given back to today's budget. A failure to store the end is not reported: the count is
   * then too high, which is safe.
   */
  void end(Outcome outcome);
}
