package dev.dalleserver.openai;

import dev.dalleserver.generation.GenerationException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One request to the provider failed; says why, and what that means for asking again. */
final class OpenAiFailure extends GenerationException {
  private static final long serialVersionUID = 1L;

  private final FailureRule rule;
  private final Operation operation;
  private final transient Details details;
  private final boolean afterCostlyOne;

  /**
   * What the answer told beside its status.
   *
   * @param providerCode the code in the error's body, or empty
   * @param param the parameter that the provider objects to, or empty
   * @param shouldRetry the header {@code x-should-retry}, which wins over the status
   * @param retryAfter how long the provider asks to wait
   * @param mayBeBilled the request had reached the provider when it failed
   */
  record Details(
      String providerCode,
      String param,
      Optional<Boolean> shouldRetry,
      Optional<Duration> retryAfter,
      boolean mayBeBilled) {
    static final Details NONE = new Details("", "", Optional.empty(), Optional.empty(), false);
    static final Details SENT = new Details("", "", Optional.empty(), Optional.empty(), true);
  }

  OpenAiFailure(FailureRule rule, Operation operation, String message) {
    this(rule, operation, message, Details.NONE, null);
  }

  OpenAiFailure(
      FailureRule rule,
      Operation operation,
      String message,
      Details details,
      @Nullable Throwable cause) {
    this(rule, operation, message, details, cause, false);
  }

  private OpenAiFailure(
      FailureRule rule,
      Operation operation,
      String message,
      Details details,
      @Nullable Throwable cause,
      boolean afterCostlyOne) {
    super(rule.code(operation), message, cause);
    this.rule = rule;
    this.operation = operation;
    this.details = details;
    this.afterCostlyOne = afterCostlyOne;
  }

  /** The same failure, as what became of a picture that had failed like {@code earlier} before. */
  OpenAiFailure after(OpenAiFailure earlier) {
    return earlier.mayHaveCost() && !mayHaveCost()
        ? new OpenAiFailure(rule, operation, getMessage(), details, getCause(), true)
        : this;
  }

  @Override
  public boolean mayHaveCost() {
    // What is fetched has been paid for.
    return afterCostlyOne || operation == Operation.DOWNLOAD || !rule.free();
  }

  FailureRule rule() {
    return rule;
  }

  Details details() {
    return details;
  }

  /** True when the same request may succeed if it is made again. */
  boolean retriable() {
    // Asking again does not bring money back, whatever the header says.
    return rule != FailureRule.QUOTA && details.shouldRetry().orElse(rule.retried());
  }
}
