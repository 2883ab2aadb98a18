package dev.dalleserver.spending;

import dev.dalleserver.jobs.JobException;
import dev.dalleserver.pricing.Money;
import java.io.IOException;
import java.time.Duration;

/**
 * The port for what may be paid for: how many images a paid provider was asked for since midnight
 * UTC, how many it may be asked for, what its calls cost and may cost, and for which calls a
 * payment is under way.
 *
 * <p>An implementation promises:
 *
 * <ul>
 *   <li>All processes that share the ledger together never take more images than the limit in one
 *       day, however many threads of them ask at the same moment; and while no process fails they
 *       get exactly the limit.
 *   <li>An image is counted, and its intent is noted, durably and in one step before {@link #begin}
 *       returns. A crash can make the count too high by the images under way, never too low.
 *   <li>The same holds for money: the costs of the calls that ended and the estimates of those
 *       under way together are never more than the budget when a call begins. A cost that is higher
 *       than its estimate may exceed the budget by the difference.
 *   <li>An image counts on the day on which it was taken. Setting the clock back does not renew the
 *       budget.
 * </ul>
 */
public interface SpendingLedger {
  /** Returns the limit of images a day for all processes together; 0 is no limit. */
  int limit();

  /** Returns how many images the provider was asked for today, by all processes together. */
  int used();

  /** Returns true when the limit of images is reached today. */
  default boolean isLimitReached() {
    return limit() > 0 && used() >= limit();
  }

  /** Returns the budget of money a day for all processes together; zero is none. */
  Money budget();

  /** Returns what today's calls cost, with the estimates of those under way. */
  Money spent();

  /**
   * Returns true when the budget of today leaves room for a call that costs so much; true without a
   * budget. A call that costs nothing is allowed while anything is left.
   */
  default boolean affords(Money estimate) {
    Money budget = budget();
    return budget.isZero()
        || (spent().compareTo(budget) < 0 && spent().plus(estimate).compareTo(budget) <= 0);
  }

  /** Returns true when the limit of images or the budget of money is used up today. */
  default boolean isExhausted() {
    return isLimitReached() || !affords(Money.ZERO);
  }

  /** Returns how long it is until midnight UTC, when the budget is renewed. */
  Duration untilReset();

  /**
   * Takes one image and its estimated cost from the budget of today, and notes the intent to pay
   * for it. Called when the provider is about to be asked; retries within one call are not taken
   * again.
   *
   * @param subject what the image is for: a text that is the same whenever the same image is asked
   *     for again, also by another process
   * @return the intent, to be ended exactly once by the caller
   * @throws JobException with {@code BUDGET_EXHAUSTED} when the limit of today is reached, or the
   *     budget leaves no room for the estimate
   * @throws IOException when the count or the intent could not be stored; nothing is counted then
   * @throws dev.dalleserver.jobs.StateUnavailableException when what keeps them is away, so that
   *     the work can go on later
   */
  PaymentIntent begin(String subject, Money estimate) throws JobException, IOException;

  /** Takes one image without a known cost. */
  default PaymentIntent begin(String subject) throws JobException, IOException {
    return begin(subject, Money.ZERO);
  }

  /**
   * Takes only the estimated cost of a call that makes no image, and notes the intent to pay for
   * it.
   *
   * @throws JobException with {@code BUDGET_EXHAUSTED} when the budget leaves no room for it
   * @throws IOException when the cost could not be stored; nothing is counted then
   */
  PaymentIntent beginPrompt(Money estimate) throws JobException, IOException;

  /**
   * Returns how many intents were begun for a subject whose earlier intent had not ended, because
   * the process that began it died, or lost its lease in the midst of the call: that image may have
   * been billed twice. An implementation whose intents end with the process returns 0.
   */
  long possiblyBilledTwice();
}
