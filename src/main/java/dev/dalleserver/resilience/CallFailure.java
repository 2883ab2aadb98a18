package dev.dalleserver.resilience;

import dev.dalleserver.jobs.FailureCode;
import dev.dalleserver.jobs.JobException;
import dev.dalleserver.resilience.FailureVerdict.Account;
import dev.dalleserver.resilience.FailureVerdict.Charge;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The failure of one call to a remote provider, with the verdict by which it is retried, counted
 * and reported. A provider extends it where its own code has to tell failures apart.
 */
public class CallFailure extends JobException {
  private static final long serialVersionUID = 1L;

  /** No call was made: the circuit breaker is open. */
  static final FailureVerdict BREAKER_OPEN =
      new FailureVerdict(
          "breaker_open",
          FailureCode.OPENAI_UNAVAILABLE,
          false,
          false,
          false,
          Optional.empty(),
          Account.USABLE,
          Charge.NONE);

  /** No call was made: the provider's rate limit allows one only after the run's deadline. */
  static final FailureVerdict LIMITED_TOO_LONG =
      new FailureVerdict(
          "rate_limit_wait",
          FailureCode.OPENAI_RATE_LIMIT,
          false,
          false,
          false,
          Optional.empty(),
          Account.USABLE,
          Charge.NONE);

  private final transient FailureVerdict verdict;
  // Changed by the thread that makes the attempts, before another one can see the failure.
  private boolean mayHaveCost;

  public CallFailure(FailureVerdict verdict, String message, @Nullable Throwable cause) {
    super(verdict.code(), message, cause);
    this.verdict = verdict;
    this.mayHaveCost = verdict.charge() != Charge.NONE;
  }

  static CallFailure breakerOpen() {
    return new CallFailure(
        BREAKER_OPEN,
        "the provider has failed repeatedly and is not called for a while; ask again later",
        null);
  }

  static CallFailure limitedTooLong(Duration wait) {
    return new CallFailure(
        LIMITED_TOO_LONG,
        "the provider's rate limit allows the next request only in "
            + Math.max(1, wait.toSeconds())
            + " s, too late for this run; ask again later",
        null);
  }

  /** Returns true when no call was made at all. */
  final boolean isRefusal() {
    return verdict == BREAKER_OPEN || verdict == LIMITED_TOO_LONG;
  }

  public final FailureVerdict verdict() {
    return verdict;
  }

  /** Adds an earlier failure of the same call: the call may have cost money when either may. */
  final void addEarlier(CallFailure earlier) {
    mayHaveCost |= earlier.mayHaveCost;
  }

  @Override
  public final boolean mayHaveCost() {
    return mayHaveCost;
  }
}
