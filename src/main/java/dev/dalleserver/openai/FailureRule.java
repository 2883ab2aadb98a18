package dev.dalleserver.openai;

import static dev.dalleserver.generation.FailureCode.FILE_SYSTEM_ERROR;
import static dev.dalleserver.generation.FailureCode.IMAGE_DOWNLOAD_ERROR;
import static dev.dalleserver.generation.FailureCode.OPENAI_ERROR;
import static dev.dalleserver.generation.FailureCode.OPENAI_RATE_LIMIT;
import static dev.dalleserver.generation.FailureCode.OPENAI_TIMEOUT;
import static dev.dalleserver.generation.FailureCode.OPENAI_UNAVAILABLE;

import dev.dalleserver.generation.FailureCode;
import java.util.List;
import java.util.Set;

/**
 * The one table of what can go wrong with the provider: which code a run then bears, whether asking
 * again can help, and whether the circuit breaker counts it. Answers of the provider are matched
 * from the top, by the code in the answer's body or, where a row names none, by the status.
 */
// The lists and sets are those of List.of and Set.of, which nobody can change.
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

  // What happens on the way.
  CONNECT("connection", OPENAI_UNAVAILABLE, true, true),
  BROKEN("connection", OPENAI_UNAVAILABLE, true, true),
  TIMEOUT("timeout", OPENAI_TIMEOUT, true, true),
  INVALID_ANSWER("invalid_answer", OPENAI_ERROR, false, true),
  TOO_LARGE("invalid_answer", IMAGE_DOWNLOAD_ERROR, false, true),

  // What never counts: nothing was asked, or what came was well-formed.
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

  /** The row for an answer that is not a success. */
  static FailureRule ofAnswer(int status, String providerCode) {
    for (FailureRule rule : values()) {
      if (rule.providerCodes.contains(providerCode) || rule.statuses.contains(status)) {
        return rule;
      }
    }
    if (status >= 500) {
      return SERVER_ERROR;
    }
    // Redirects are off for the API: a 3xx is a wrong base URL, not a fault of the caller's.
    return status >= 400 ? REJECTED : INVALID_ANSWER;
  }

  /** The outcome in metrics. */
  String label() {
    return label;
  }

  /**
   * A picture that was made and cannot be fetched is always the same failure for a run, unless the
   * disk is at fault.
   */
  FailureCode code(Operation operation) {
    return operation == Operation.DOWNLOAD && this != NOT_KEPT ? IMAGE_DOWNLOAD_ERROR : code;
  }

  boolean retried() {
    return retried;
  }

  /**
   * True when it means that nothing was charged: the provider was not reached, or turned the
   * request away. Not so where a picture may have been made first, as with one that its moderation
   * refuses.
   */
  boolean free() {
    return switch (this) {
      case QUOTA, KEY_REFUSED, RATE_LIMIT, REJECTED, CONNECT, BREAKER_OPEN -> true;
      default -> false;
    };
  }

  /** True when the circuit breaker takes it as a sign that the provider is not well. */
  boolean counted() {
    return counted;
  }
}
