package dev.dalleserver.openai;

import dev.dalleserver.jobs.JobException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The failure of one request to the provider: why it failed, and whether a retry can help. */
final class OpenAiFailure extends JobException {
  private static final long serialVersionUID = 1L;

  private final FailureRule rule;
  private final Operation operation;
  private final transient Details details;
  private final boolean afterChargedAttempt;

  /**
   * The details of the answer beside its status.
   *
   * @param providerCode the code in the error's body, or empty
   * @param param the parameter that the provider objects to, or empty
   * @param shouldRetry the header {@code x-should-retry}, which wins over the status
   * @param retryAfter how long the provider asks to wait
   * @param mayBeBilled whether the request had reached the provider when it failed
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
    this.afterChargedAttempt = afterCostlyOne;
  }

  /**
   * Returns this failure for a picture whose earlier attempt failed with {@code earlier}: it may
   * have cost money when either attempt may have.
   */
  OpenAiFailure withEarlier(OpenAiFailure earlier) {
    return earlier.mayHaveCost() && !mayHaveCost()
        ? new OpenAiFailure(rule, operation, getMessage(), details, getCause(), true)
        : this;
  }

  @Override
  public boolean mayHaveCost() {
    // A picture that is downloaded has been paid for.
    return afterChargedAttempt || operation == Operation.DOWNLOAD || !rule.isFree();
  }

  FailureRule rule() {
    return rule;
  }

  Details details() {
    return details;
  }

  /** Returns true when the same request may succeed if it is made again. */
  boolean isRetriable() {
    // A retry does not restore the quota, whatever the header says.
    return rule != FailureRule.QUOTA && details.shouldRetry().orElse(rule.isRetried());
  }
}
