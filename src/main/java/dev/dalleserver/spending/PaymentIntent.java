package dev.dalleserver.spending;

import dev.dalleserver.pricing.Money;
import java.util.Optional;

/** The intent to pay for one call, from before it is made until after it. */
public interface PaymentIntent {
  /** How a paid call ended. */
  enum Outcome {
    /** The answer has arrived. */
    RECEIVED,
    /** The call certainly cost nothing: image and estimate are given back to the budget. */
    FREE,
    /** No image arrived, but the call may have cost money: image and estimate stay counted. */
    UNCERTAIN,
    /**
     * As uncertain, and the work stopped only in this process: it goes on from before the call. The
     * next intent of the subject is then counted as possibly billed twice, where intents outlive
     * their processes.
     */
    INTERRUPTED
  }

  /**
   * Ends the intent; only the first call has an effect. What was taken on an earlier day changes
   * nothing of today's budget. A failure to store the end is not reported: the count is then too
   * high, which is safe, or it is right until the process ends.
   *
   * @param cost what the call has cost, in place of the estimate; if empty, the estimate stays
   */
  void end(Outcome outcome, Optional<Money> cost);

  /** Ends the intent with the estimate as its cost. */
  default void end(Outcome outcome) {
    end(outcome, Optional.empty());
  }
}
