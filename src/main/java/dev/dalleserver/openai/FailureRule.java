package dev.dalleserver.openai;

import static dev.dalleserver.jobs.FailureCode.FILE_SYSTEM_ERROR;
import static dev.dalleserver.jobs.FailureCode.IMAGE_DOWNLOAD_ERROR;
import static dev.dalleserver.jobs.FailureCode.OPENAI_ERROR;
import static dev.dalleserver.jobs.FailureCode.OPENAI_RATE_LIMIT;
import static dev.dalleserver.jobs.FailureCode.OPENAI_TIMEOUT;
import static dev.dalleserver.jobs.FailureCode.OPENAI_UNAVAILABLE;

import dev.dalleserver.jobs.FailureCode;
import java.util.List;
import java.util.Set;

/**
 * The table of the failures of calls to the provider: which code a run then gets, whether a retry
 * can help, and whether the circuit breaker counts it. Answers of the provider are matched from the
 * top, by the code in the answer's body or, where a row names none, by the status.
 */
// The lists and sets come from List.of and Set.of, which are immutable.
@SuppressWarnings("ImmutableEnumChecker")
enum FailureRule {
  // The provider's answers.
  QUOTA(
      "quota_exhausted",
      OPENAI_RATE_LIMIT,
      false,
      false,
      List.of(),
      Set.of("insufficient_quota", "billing_hard_limit_reached", "billing_not_active")),
  REFUSED(
      "refused",
      OPENAI_ERROR,
      false,
      false,
      List.of(),
      Set.of("content_policy_violation", "moderation_blocked")),
  KEY_REFUSED("rejected", OPENAI_ERROR, false, false, List.of(401, 403), Set.of("invalid_api_key")),
  REQUEST_TIMEOUT("timeout", OPENAI_TIMEOUT, true, true, List.of(408), Set.of()),
  CONFLICT("conflict", OPENAI_ERROR, true, true, List.of(409), Set.of()),
  RATE_LIMIT("rate_limited", OPENAI_RATE_LIMIT, true, true, List.of(429), Set.of()),
  GATEWAY_TIMEOUT("timeout", OPENAI_TIMEOUT, true, true, List.of(504), Set.of()),
  OVERLOADED("server_error", OPENAI_UNAVAILABLE, true, true, List.of(502, 503, 529), Set.of()),
  SERVER_ERROR("server_error", OPENAI_ERROR, true, true, List.of(), Set.of()),
  REJECTED("rejected", OPENAI_ERROR, false, false, List.of(), Set.of()),

  // Failures on the way to the provider and back.
  CONNECT("connection", OPENAI_UNAVAILABLE, true, true),
  BROKEN("connection", OPENAI_UNAVAILABLE, true, true),
  TIMEOUT("timeout", OPENAI_TIMEOUT, true, true),
  INVALID_ANSWER("invalid_answer", OPENAI_ERROR, false, true),
  TOO_LARGE("invalid_answer", IMAGE_DOWNLOAD_ERROR, false, true),

  // Failures that never count: no request was sent, or the answer was well-formed.
  NOT_KEPT("not_kept", FILE_SYSTEM_ERROR, false, false),
  BREAKER_OPEN("breaker_open", OPENAI_UNAVAILABLE, false, false),
  EMPTY("empty", OPENAI_ERROR, false, false),
  BAD_PICTURE("bad_picture", IMAGE_DOWNLOAD_ERROR, false, false),
  FORBIDDEN_URL("forbidden_url", IMAGE_DOWNLOAD_ERROR, false, false);

  private final String label;
  private final FailureCode code;
  private final boolean retried;
  private final boolean counted;
  private final List<Integer> statuses;
  private final Set<String> providerCodes;

  FailureRule(String label, FailureCode code, boolean retried, boolean counted) {
    this(label, code, retried, counted, List.of(), Set.of());
  }

  FailureRule(
      String label,
      FailureCode code,
      boolean retried,
      boolean counted,
      List<Integer> statuses,
      Set<String> providerCodes) {
    this.label = label;
    this.code = code;
    this.retried = retried;
    this.counted = counted;
    this.statuses = statuses;
    this.providerCodes = providerCodes;
  }

  /** Returns the row for an answer that is not a success. */
  static FailureRule ofAnswer(int status, String providerCode) {
    for (FailureRule rule : values()) {
      if (rule.providerCodes.contains(providerCode) || rule.statuses.contains(status)) {
        return rule;
      }
    }
    if (status >= 500) {
      return SERVER_ERROR;
    }
    // Redirects are off for the API: a 3xx is a wrong base URL, not a fault of the request.
    return status >= 400 ? REJECTED : INVALID_ANSWER;
  }

  /** Returns the outcome in metrics. */
  String label() {
    return label;
  }

  /**
   * Returns the code for a run. A picture that was made and cannot be fetched always gives the same
   * code, unless the disk is at fault.
   */
  FailureCode code(Operation operation) {
    return operation == Operation.DOWNLOAD && this != NOT_KEPT ? IMAGE_DOWNLOAD_ERROR : code;
  }

  boolean isRetried() {
    return retried;
  }

  /**
   * Returns true when nothing was charged: the provider was not reached, or rejected the request.
   * Returns false where the provider may have made a picture first, such as one that its moderation
   * refuses.
   */
  boolean isFree() {
    return switch (this) {
      case QUOTA, KEY_REFUSED, RATE_LIMIT, REJECTED, CONNECT, BREAKER_OPEN -> true;
      default -> false;
    };
  }

  /** Returns true when the circuit breaker counts it as a failure of the provider. */
  boolean isCounted() {
    return counted;
  }
}
