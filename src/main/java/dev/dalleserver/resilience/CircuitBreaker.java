package dev.dalleserver.resilience;

import dev.dalleserver.resilience.ProviderStatus.BreakerState;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * A circuit breaker for a failing provider: open for 30 s, then half-open for two trial calls, both
 * of which must succeed.
 *
 * <p>Failsafe has a circuit breaker too, but it does not fit: it knows either failures in a row or
 * a share of the last calls, has no outcome that counts as neither, and its clock cannot be moved.
 */
public final class CircuitBreaker {
  public static final Duration OPEN_DURATION = Duration.ofSeconds(30);
  private static final int TRIALS = 2;

  /**
   * The right to make one call; the caller calls exactly one of its methods when the call has
   * ended.
   */
  final class Permit {
    private final int epoch;

    private Permit(int epoch) {
      this.epoch = epoch;
    }

    void succeeded() {
      record(epoch, Verdict.SUCCESS);
    }

    void failed() {
      record(epoch, Verdict.FAILURE);
    }

    /**
     * Records a call that says nothing about the provider: it was cancelled, or the request itself
     * was wrong.
     */
    void withdrawn() {
      record(epoch, Verdict.NONE);
    }
  }

  private enum Verdict {
    SUCCESS,
    FAILURE,
    NONE
  }

  private final LongSupplier nanos;
  private final Consumer<BreakerState> onChange;

  // All guarded by this.
  private final OutcomeWindow window = new OutcomeWindow();
  private BreakerState state = BreakerState.CLOSED;
  private long openedAt;
  private int trialsBegun;
  private int trialsPassed;
  // Counts changes of state, so that a call that began before one is not mistaken for a trial.
  private int epoch;

  /**
   * @param nanos a monotonic clock
   * @param onChange called for every new state, in order; must not call the breaker
   */
  CircuitBreaker(LongSupplier nanos, Consumer<BreakerState> onChange) {
    this.nanos = nanos;
    this.onChange = onChange;
  }

  /** Returns the right to call now; empty when the breaker refuses. */
  synchronized Optional<Permit> tryAcquire() {
    if (state == BreakerState.OPEN && nanos.getAsLong() - openedAt >= OPEN_DURATION.toNanos()) {
      changeTo(BreakerState.HALF_OPEN);
    }
    return switch (state) {
      case CLOSED -> Optional.of(new Permit(epoch));
      case HALF_OPEN -> trialsBegun < TRIALS ? Optional.of(beginTrial()) : Optional.empty();
      case OPEN, DISABLED -> Optional.empty();
    };
  }

  /**
   * Returns the state as of the last call; an open breaker becomes half-open only when a caller
   * asks for a permit.
   */
  synchronized BreakerState state() {
    return state;
  }

  /** Returns true while {@link #tryAcquire} refuses every call. */
  synchronized boolean isRefusing() {
    return switch (state) {
      case CLOSED -> false;
      case HALF_OPEN -> trialsBegun >= TRIALS;
      case OPEN -> nanos.getAsLong() - openedAt < OPEN_DURATION.toNanos();
      case DISABLED -> true;
    };
  }

  private Permit beginTrial() {
    trialsBegun++;
    return new Permit(epoch);
  }

  private synchronized void record(int permitEpoch, Verdict verdict) {
    if (permitEpoch != epoch) {
      return;
    }
    if (state == BreakerState.HALF_OPEN) {
      recordTrial(verdict);
    } else if (verdict != Verdict.NONE) {
      window.add(verdict == Verdict.FAILURE);
      if (verdict == Verdict.FAILURE && window.isTripped()) {
        changeTo(BreakerState.OPEN);
      }
    }
  }

  private void recordTrial(Verdict verdict) {
    switch (verdict) {
      case SUCCESS -> {
        if (++trialsPassed == TRIALS) {
          changeTo(BreakerState.CLOSED);
        }
      }
      case FAILURE -> changeTo(BreakerState.OPEN);
      // The trial is given back: else two cancelled trials would block all later calls.
      case NONE -> trialsBegun--;
    }
  }

  private void changeTo(BreakerState next) {
    state = next;
    epoch++;
    openedAt = nanos.getAsLong();
    trialsBegun = 0;
    trialsPassed = 0;
    window.clear();
    onChange.accept(next);
  }
}
