package dev.dalleserver.resilience;

import dev.dalleserver.jobs.Cancellation;
import dev.dalleserver.jobs.CancelledException;
import dev.dalleserver.jobs.JobException;
import dev.dalleserver.resilience.FailureVerdict.Charge;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** All attempts of one call. Used by one thread. */
final class Attempts<T> {
  /** The part of a run's remaining time for which an optional call may wait. */
  private static final int OPTIONAL_SHARE = 4;

  /** The call itself. */
  record Request<T>(
      Cancellation cancellation, CallObserver observer, ResiliencePolicy.Attempt<T> attempt) {}

  private final OperationGuards shared;
  private final Request<T> request;
  private final ResiliencePolicy policy;
  private final long latest;
  private @Nullable CallFailure last;
  private Duration delay = Duration.ZERO;
  private int retries;
  private boolean unanswered;

  Attempts(OperationGuards shared, Request<T> request, ResiliencePolicy policy) {
    this.shared = shared;
    this.request = request;
    this.policy = policy;
    long remaining = request.cancellation().remainingNanos();
    // A call that would begin in time and end too late would be paid for and lost.
    this.latest =
        now()
            + (shared.operation().isOptional()
                ? remaining / OPTIONAL_SHARE
                : remaining - shared.durations().typicalNanos());
  }

  /**
   * Makes the next attempt. Requests that a rate limit refused are made again within it.
   *
   * @param mayRetry whether another attempt may follow
   * @throws RetryLater when another attempt is to follow
   * @throws CallFailure when none is
   */
  T next(boolean mayRetry) throws CallFailure, CancelledException, RetryLater {
    CallFailure before = last;
    if (before != null) {
      policy.monitor().retrying(shared.operation(), before, delay);
      policy.environment().sleeper().await(delay, request.cancellation());
    }
    while (true) {
      try {
        T result = once();
        shared.budget().succeeded();
        return result;
      } catch (CallFailure failure) {
        CallFailure known = remembered(failure);
        if (failure.isRefusal()) {
          throw known;
        }
        if (!known.verdict().rateLimited() || !known.verdict().retriable()) {
          throw retryLater(known, mayRetry);
        }
      }
    }
  }

  /**
   * Keeps the failure as the last one; when no call was made, the one before says more than that.
   */
  private CallFailure remembered(CallFailure failure) {
    CallFailure before = last;
    if (before != null) {
      if (failure.isRefusal()) {
        return before;
      }
      failure.addEarlier(before);
    }
    last = failure;
    return failure;
  }

  private T once() throws CallFailure, CancelledException {
    if (shared.call().isRefusing()) {
      // Decided before the wait for the rate limit, which would be in vain.
      throw refused(CallFailure.breakerOpen());
    }
    long joined = now();
    Optional<Duration> tooLong =
        shared.line().enter(request.cancellation(), request.observer(), latest);
    if (tooLong.isPresent()) {
      throw refused(CallFailure.limitedTooLong(tooLong.get()));
    }
    long begun = now();
    CallFailure before = last;
    if (before != null && before.verdict().rateLimited()) {
      policy.monitor().retrying(shared.operation(), before, Duration.ofNanos(begun - joined));
    }
    try {
      T result = shared.call().run(shared.operation(), request.cancellation(), request.attempt());
      shared.line().succeeded();
      shared.durations().record(now() - begun);
      return result;
    } catch (CallFailure failure) {
      settle(failure, begun);
      throw failure;
    }
  }

  private void settle(CallFailure failure, long begun) {
    FailureVerdict verdict = failure.verdict();
    if (failure.isRefusal()) {
      policy.monitor().refused(shared.operation(), failure);
    } else if (!verdict.rateLimited()) {
      shared.line().succeeded();
    } else if (verdict.retriable()) {
      shared.line().refused(begun, verdict.retryAfter());
    }
  }

  private CallFailure refused(CallFailure refusal) {
    policy.monitor().refused(shared.operation(), refusal);
    return refusal;
  }

  /** Returns what makes the next attempt begin, or throws the failure when there is to be none. */
  private RetryLater retryLater(CallFailure failure, boolean mayRetry) throws CallFailure {
    if (!failure.verdict().retriable()) {
      throw failure;
    }
    shared.budget().failed();
    if (!mayRetry || unanswered || !shared.budget().allowsRetry() || shared.call().isRefusing()) {
      throw failure;
    }
    delay = failure.verdict().retryAfter().orElseGet(() -> policy.backoff().delay(retries));
    if (delay.toNanos() >= latest - now()) {
      throw failure;
    }
    if (failure.verdict().charge() == Charge.UNANSWERED) {
      unanswered = true;
      permitRepeat(failure);
    }
    retries++;
    return new RetryLater(failure);
  }

  private void permitRepeat(CallFailure failure) throws CallFailure {
    try {
      request.observer().beforeRepeat();
    } catch (JobException refused) {
      failure.addSuppressed(refused);
      throw failure;
    }
  }

  private long now() {
    return policy.environment().nanos().getAsLong();
  }
}
