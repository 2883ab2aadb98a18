package dev.dalleserver.openai;

import static dev.dalleserver.jobs.FailureCode.FILE_SYSTEM_ERROR;
import static dev.dalleserver.jobs.FailureCode.IMAGE_DOWNLOAD_ERROR;
import static dev.dalleserver.jobs.FailureCode.OPENAI_ERROR;
import static dev.dalleserver.jobs.FailureCode.OPENAI_RATE_LIMIT;
import static dev.dalleserver.jobs.FailureCode.OPENAI_TIMEOUT;
import static dev.dalleserver.jobs.FailureCode.OPENAI_UNAVAILABLE;

import dev.dalleserver.jobs.FailureCode;
import dev.dalleserver.resilience.FailureVerdict;
import dev.dalleserver.resilience.FailureVerdict.Account;
import dev.dalleserver.resilience.FailureVerdict.Charge;
import dev.dalleserver.resilience.Operation;
import java.util.List;

/**
 * The table of the failures of calls to the provider: which code a run then gets, whether a retry
 * can help, and whether the circuit breaker counts it. Only faults of the service's health count.
 */
// The lists come from List.of, which are immutable.
@SuppressWarnings("ImmutableEnumChecker")
enum FailureRule {
  // The provider's answers, by what AnswerClassifier reads in them, else by their status.
  QUOTA("quota_exhausted", OPENAI_RATE_LIMIT, false, false, 402),
  REFUSED("refused", OPENAI_ERROR, false, false, 451),
  KEY_REFUSED("rejected", OPENAI_ERROR, false, false, 401, 403),
  /** The service does not work on the request now, for a moment. */
  CONFLICT("conflict", OPENAI_ERROR, true, false, 409, 423, 425, 449),
  RATE_LIMIT("rate_limited", OPENAI_RATE_LIMIT, true, false, 420, 429, 430, 498, 509),
  /** A server that has waited for the service in vain; the service may still be painting. */
  GATEWAY_TIMEOUT("timeout", OPENAI_TIMEOUT, true, true, 408, 460, 499, 504, 522, 524, 598, 599),
  /** A server that got no answer of the service; the service may still be painting. */
  GATEWAY("server_error", OPENAI_UNAVAILABLE, true, true, 502, 520, 521, 523, 525, 526, 527, 530),
  OVERLOADED("server_error", OPENAI_UNAVAILABLE, true, true, 503, 529),
  SERVER_ERROR("server_error", OPENAI_ERROR, true, true),
  REJECTED("rejected", OPENAI_ERROR, false, false),

  // Failures on the way to the provider and back.
  CONNECT("connection", OPENAI_UNAVAILABLE, true, true),
  BROKEN("connection", OPENAI_UNAVAILABLE, true, true),
  TIMEOUT("timeout", OPENAI_TIMEOUT, true, true),
  /**
   * A success that is no JSON at all: not the service has answered, but a server in front of it.
   */
  FRONT_ANSWER("invalid_answer", OPENAI_ERROR, false, true),

  // Failures that never count: no request was sent, or the service is there and answers.
  INVALID_ANSWER("invalid_answer", OPENAI_ERROR, false, false),
  TOO_LARGE("invalid_answer", IMAGE_DOWNLOAD_ERROR, false, false),
  /** The picture's server has no picture there, or not yet. */
  NOT_THERE("not_there", IMAGE_DOWNLOAD_ERROR, false, false),
  NOT_KEPT("not_kept", FILE_SYSTEM_ERROR, false, false),
  EMPTY("empty", OPENAI_ERROR, false, false),
  BAD_PICTURE("bad_picture", IMAGE_DOWNLOAD_ERROR, false, false),
  FORBIDDEN_URL("forbidden_url", IMAGE_DOWNLOAD_ERROR, false, false);

  private final String label;
  private final FailureCode code;
  private final boolean retried;
  private final boolean counted;
  private final List<Integer> statuses;

  FailureRule(
      String label, FailureCode code, boolean retried, boolean counted, Integer... statuses) {
    this.label = label;
    this.code = code;
    this.retried = retried;
    this.counted = counted;
    this.statuses = List.of(statuses);
  }

  /** Returns the row for an answer that is not a success and says nothing else. */
  static FailureRule ofStatus(int status) {
    for (FailureRule rule : values()) {
      if (rule.statuses.contains(status)) {
        return rule;
      }
    }
    if (status >= 500) {
      return SERVER_ERROR;
    }
    // Redirects are off for the API: a 3xx is a wrong base URL, not a fault of the request.
    return status >= 400 ? REJECTED : INVALID_ANSWER;
  }

  /** Returns what a failure by this rule means for retries, the breaker and the run. */
  FailureVerdict verdict(Operation operation, OpenAiFailure.Details details) {
    return new FailureVerdict(
        label,
        code(operation),
        // A retry does not restore the quota, whatever the header says.
        this != QUOTA && details.shouldRetry().orElse(retried),
        counted,
        this == RATE_LIMIT,
        details.retryAfter(),
        account(operation),
        charge(operation, details.unanswered()));
  }

  /**
   * Returns the code for a run. A picture that was made and cannot be fetched always gives the same
   * code, unless the disk is at fault.
   */
  private FailureCode code(Operation operation) {
    return operation == Operation.DOWNLOAD && this != NOT_KEPT ? IMAGE_DOWNLOAD_ERROR : code;
  }

  private Account account(Operation operation) {
    return switch (this) {
      case QUOTA -> Account.QUOTA_EXHAUSTED;
      // Downloads carry no key: the picture's server has refused something else.
      case KEY_REFUSED -> operation == Operation.DOWNLOAD ? Account.USABLE : Account.KEY_REFUSED;
      default -> Account.USABLE;
    };
  }

  private Charge charge(Operation operation, boolean unanswered) {
    return switch (operation) {
      case IMAGE ->
          (unanswered && this != RATE_LIMIT) || this == GATEWAY || this == GATEWAY_TIMEOUT
              ? Charge.UNANSWERED
              : chargeOfAnswer();
      case CHAT -> chargeOfAnswer();
      // A picture that is downloaded has been paid for.
      case DOWNLOAD -> Charge.POSSIBLE;
    };
  }

  /**
   * Nothing was charged where the provider was not reached, or rejected the request. The provider
   * may have made a picture that it then refuses, by its moderation for instance.
   */
  private Charge chargeOfAnswer() {
    return switch (this) {
      case QUOTA, KEY_REFUSED, RATE_LIMIT, REJECTED, CONNECT -> Charge.NONE;
      default -> Charge.POSSIBLE;
    };
  }
}
