package dev.dalleserver.spending;

import dev.dalleserver.jobs.JobException;
import java.io.IOException;
import java.time.Duration;

/**
 * The port for what may be paid for: how many images a paid provider was asked for since midnight
 * UTC, how many it may be asked for, and for which images a payment is under way.
 *
 * <p>An implementation promises:
 *
 * <ul>
 *   <li>All processes that share the ledger together never take more images than the limit in one
 *       day, however many threads of them ask at the same moment; and while no process fails they
 *       get exactly the limit.
 *   <li>An image is counted, and its intent is noted, durably and in one step before {@link #begin}
 *       returns. A crash can make the count too high by the images under way, never too low.
 *   <li>An image counts on the day on which it was taken. Setting the clock back does not renew the
 *       budget.
 * </ul>
 */
public interface SpendingLedger {
  /** Returns the limit of images a day for all processes together; 0 is no limit. */
  int limit();

  /** Returns how many images the provider was asked for today, by all processes together. */
  int used();

  /** Returns true when the limit of today is reached. */
  default boolean isExhausted() {
    return limit() > 0 && used() >= limit();
  }

  /** Returns how long it is until midnight UTC, when the budget is renewed. */
  Duration untilReset();

  /**
   * Takes one image from the budget of today, and notes the intent to pay for it. Called when the
   * provider is about to be asked; retries within one call are not taken again.
   *
   * @param subject what the image is for: a text that is the same whenever the same image is asked
   *     for again, also by another process
   * @return the intent, to be ended exactly once by the caller
   * @throws JobException with {@code BUDGET_EXHAUSTED} when the limit of today is reached
   * @throws IOException when the count or the intent could not be stored; nothing is counted then
   */
  PaymentIntent begin(String subject) throws JobException, IOException;

  /**
   * Returns how many intents were begun for a subject whose earlier intent never ended, because the
   * process that began it died: that image may have been billed twice. An implementation whose
   * intents end with the process returns 0.
   */
  long possiblyBilledTwice();
}
