package dev.dalleserver.pricing;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Optional;

/**
 * What calls of one kind to one model used and cost.
 *
 * @param operation {@link #IMAGE} or {@link #CHAT}
 * @param answers how many answers were paid for; calls whose outcome is unknown are none
 * @param tokens {@link TokenUsage#NONE} where the provider tells none
 * @param cost empty when the model has no price
 * @param currency of the cost; empty without one
 */
public record Expense(
    String operation,
    String model,
    long answers,
    TokenUsage tokens,
    Optional<Money> cost,
    String currency) {
  public static final String IMAGE = "image";
  public static final String CHAT = "chat";

  public Expense {
    currency = cost.isPresent() ? currency : "";
  }

  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  static Expense of(ExpenseJson json) {
    return json.toExpense();
  }

  @JsonValue
  ExpenseJson toJson() {
    return ExpenseJson.of(this);
  }

  /** Returns true for calls of the same kind to the same model, paid in the same currency. */
  boolean isLike(Expense other) {
    return operation.equals(other.operation)
        && model.equals(other.model)
        && (currency.equals(other.currency) || currency.isEmpty() || other.currency.isEmpty());
  }

  Expense plus(Expense other) {
    Optional<Money> sum =
        cost.isPresent() && other.cost.isPresent()
            ? Optional.of(cost.get().plus(other.cost.get()))
            : cost.or(other::cost);
    return new Expense(
        operation,
        model,
        answers + other.answers,
        tokens.plus(other.tokens),
        sum,
        currency.isEmpty() ? other.currency : currency);
  }
}
