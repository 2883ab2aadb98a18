package dev.dalleserver.pictures;

import dev.dalleserver.pricing.Expense;
import dev.dalleserver.pricing.Money;
import dev.dalleserver.pricing.TokenUsage;
import dev.dalleserver.spending.PaymentIntent;
import dev.dalleserver.spending.PaymentIntent.Outcome;
import java.util.Optional;
import java.util.function.Function;

/**
 * One call that is paid for, from its intent until its expense is known. Used by the thread that
 * makes the call.
 *
 * @see PaymentGuard
 */
final class PaidCall {
  private final Optional<PaymentIntent> intent;
  private final Optional<Money> estimate;
  private TokenUsage tokens = TokenUsage.NONE;
  private long answers;

  /**
   * @param intent empty for a call that no budget counts
   * @param estimate empty when the model has no price
   */
  PaidCall(Optional<PaymentIntent> intent, Optional<Money> estimate) {
    this.intent = intent;
    this.estimate = estimate;
  }

  void add(TokenUsage used) {
    tokens = tokens.plus(used);
    answers++;
  }

  /**
   * Ends the call, and corrects the estimate in the ledger.
   *
   * @param byTokens returns the cost of tokens; empty when they have no price or none were told
   * @param listed the cost of an answer that does not tell its tokens; empty when the model has no
   *     price
   * @return empty when the call certainly cost nothing
   */
  Optional<Expense> end(
      Outcome given,
      String operation,
      String model,
      Function<TokenUsage, Optional<Money>> byTokens,
      Optional<Money> listed,
      String currency) {
    // An answer with tokens was made, whatever became of it.
    Outcome outcome = given == Outcome.FREE && answers > 0 ? Outcome.UNCERTAIN : given;
    Optional<Money> cost =
        byTokens
            .apply(tokens)
            .or(() -> outcome == Outcome.RECEIVED ? listed : Optional.empty())
            .or(() -> estimate);
    intent.ifPresent(begun -> begun.end(outcome, cost));
    if (outcome == Outcome.FREE) {
      return Optional.empty();
    }
    long paid = outcome == Outcome.RECEIVED ? Math.max(1, answers) : answers;
    return Optional.of(new Expense(operation, model, paid, tokens, cost, currency));
  }
}
