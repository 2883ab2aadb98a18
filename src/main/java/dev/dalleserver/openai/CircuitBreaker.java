package dev.dalleserver.openai;

import dev.dalleserver.openai.ProviderStatus.BreakerState;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Stops calling a provider that is not well, and finds out carefully when it is back: open for 30
 * s, then two trial calls, both of which must end well.
 *
 * <p>Failsafe has a circuit breaker too, but not this one: it knows either failures in a row or a
 * share of the last calls, has no outcome that counts as neither, and its clock cannot be moved.
 */
final class CircuitBreaker {
  static final Duration OPEN_FOR = Duration.ofSeconds(30);
  private static final int TRIALS = 2;

  /** The right to make one call; exactly one of its methods is called when that has ended. */
  final class Permit {
    private final int epoch;

    private Permit(int epoch) {
      this.epoch = epoch;
    }

    void succeeded() {
      record(epoch, Verdict.GOOD);
    }

    void failed() {
      record(epoch, Verdict.BAD);
    }

    /** The call tells nothing about the provider: it was cancelled, or wrong in itself. */
    void withdrawn() {
      record(epoch, Verdict.NONE);
    }
  }

  private enum Verdict {
    GOOD,
    BAD,
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
   * @param onChange told of every new state, in order; must not call back
   */
  CircuitBreaker(LongSupplier nanos, Consumer<BreakerState> onChange) {
    this.nanos = nanos;
    this.onChange = onChange;
  }

  /** The right to call now; empty when the breaker refuses. */
  synchronized Optional<Permit> tryAcquire() {
    if (state == BreakerState.OPEN && nanos.getAsLong() - openedAt >= OPEN_FOR.toNanos()) {
      become(BreakerState.HALF_OPEN);
    }
    return switch (state) {
      case CLOSED -> Optional.of(new Permit(epoch));
      case HALF_OPEN -> trialsBegun < TRIALS ? Optional.of(trial()) : Optional.empty();
      case OPEN, DISABLED -> Optional.empty();
    };
  }

  /** The state as of the last call; an open one half-opens only when somebody wants to call. */
  synchronized BreakerState state() {
    return state;
  }

  private Permit trial() {
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
      window.add(verdict == Verdict.BAD);
      if (verdict == Verdict.BAD && window.tripped()) {
        become(BreakerState.OPEN);
      }
    }
  }

  private void recordTrial(Verdict verdict) {
    switch (verdict) {
      case GOOD -> {
        if (++trialsPassed == TRIALS) {
          become(BreakerState.CLOSED);
        }
      }
      case BAD -> become(BreakerState.OPEN);
      // The place is given back, or two cancelled trials would keep everyone out for ever.
      case NONE -> trialsBegun--;
    }
  }

  private void become(BreakerState next) {
    state = next;
    epoch++;
    openedAt = nanos.getAsLong();
    trialsBegun = 0;
    trialsPassed = 0;
    window.clear();
    onChange.accept(next);
  }
}
