package dev.dalleserver.pricing;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The JSON form of an {@link Expense}: flat, without cost and currency where there is no price. */
record ExpenseJson(
    @Nullable String operation,
    @Nullable String model,
    long answers,
    long inputTokens,
    long inputTextTokens,
    long inputImageTokens,
    long outputTokens,
    long totalTokens,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Money cost,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) @Nullable String currency) {

  static ExpenseJson of(Expense expense) {
    TokenUsage tokens = expense.tokens();
    return new ExpenseJson(
        expense.operation(),
        expense.model(),
        expense.answers(),
        tokens.input(),
        tokens.inputText(),
        tokens.inputImage(),
        tokens.output(),
        tokens.total(),
        expense.cost().orElse(null),
        expense.currency());
  }

  Expense toExpense() {
    return new Expense(
        Objects.requireNonNullElse(operation, ""),
        Objects.requireNonNullElse(model, ""),
        answers,
        new TokenUsage(inputTokens, inputTextTokens, inputImageTokens, outputTokens, totalTokens),
        Optional.ofNullable(cost),
        Objects.requireNonNullElse(currency, ""));
  }
}
