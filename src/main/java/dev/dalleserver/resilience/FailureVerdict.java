package dev.dalleserver.resilience;

import dev.dalleserver.jobs.FailureCode;
import java.time.Duration;
import java.util.Optional;

/**
 * What a failed call means, whichever provider and protocol it was: all that the policy, the
 * circuit breaker and the monitor know about it.
 *
 * @param label the outcome in metrics, such as {@code timeout}
 * @param code the code that a run gets
 * @param retriable whether the same call may succeed if it is made again
 * @param counted whether the circuit breaker counts it: a fault of the service's health, never a
 *     refusal, a rate limit, or an answer that is not understood
 * @param rateLimited whether the provider refused the call only because there were too many: all
 *     calls of the operation then wait
 * @param retryAfter how long the provider asks to wait
 * @param account whether the operator has to do something about the account
 * @param charge what the call may have cost
 */
public record FailureVerdict(
    String label,
    FailureCode code,
    boolean retriable,
    boolean counted,
    boolean rateLimited,
    Optional<Duration> retryAfter,
    Account account,
    Charge charge) {

  /** The state of the account at the provider, as far as the failure shows it. */
  public enum Account {
    USABLE,
    /** The quota is used up. */
    QUOTA_EXHAUSTED,
    /** The provider refuses the key, or what it is used for. */
    KEY_REFUSED
  }

  /** What a failed call may have cost. */
  public enum Charge {
    /** It is certain that nothing was charged: nothing was sent, or the provider rejected it. */
    NONE,
    /** It may have been charged. */
    POSSIBLE,
    /**
     * A request for an image has reached the provider and was not answered by it; it may still be
     * painting. Each repetition may be charged too, so that there is at most one.
     */
    UNANSWERED
  }
}
