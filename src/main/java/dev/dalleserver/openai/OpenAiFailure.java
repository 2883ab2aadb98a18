package dev.dalleserver.openai;

import dev.dalleserver.openai.report.ErrorReport;
import dev.dalleserver.resilience.CallFailure;
import dev.dalleserver.resilience.Operation;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The failure of one request in the provider's protocol: the row of the table, and its details. */
final class OpenAiFailure extends CallFailure {
  private static final long serialVersionUID = 1L;

  private final FailureRule rule;
  private final transient Details details;

  /**
   * The details of the answer beside its status.
   *
   * @param report what the answer says
   * @param shouldRetry the header {@code x-should-retry}, which wins over the status
   * @param retryAfter how long the provider asks to wait
   * @param unanswered whether the request had reached the provider and no whole answer of the
   *     service itself came back
   */
  record Details(
      ErrorReport report,
      Optional<Boolean> shouldRetry,
      Optional<Duration> retryAfter,
      boolean unanswered) {
    static final Details NONE =
        new Details(ErrorReport.NONE, Optional.empty(), Optional.empty(), false);
    static final Details UNANSWERED =
        new Details(ErrorReport.NONE, Optional.empty(), Optional.empty(), true);
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
    super(rule.verdict(operation, details), message, cause);
    this.rule = rule;
    this.details = details;
  }

  /** Returns the same failure with a remedy behind its message. */
  OpenAiFailure withHint(String hint, Operation operation) {
    return new OpenAiFailure(rule, operation, getMessage() + "; " + hint, details, getCause());
  }

  FailureRule rule() {
    return rule;
  }

  Details details() {
    return details;
  }
}
