package dev.dalleserver.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.dalleserver.fixtures.MovingTime;
import dev.dalleserver.fixtures.Waiting;
import dev.dalleserver.jobs.Cancellation;
import dev.dalleserver.jobs.Cancellation.Reason;
import dev.dalleserver.jobs.CancelledException;
import dev.dalleserver.jobs.FailureCode;
import dev.dalleserver.resilience.ProviderStatus.BreakerState;
import dev.dalleserver.resilience.ResiliencePolicy.Attempt;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The slot, the trial and the memory of a call are released after every kind of end. */
@Timeout(60)
class PermitsTest {
  private final MovingTime time = new MovingTime();
  private final CallPermits slots = new CallPermits(1);
  private final CircuitBreaker breaker = new CircuitBreaker(time::nanos, state -> {});
  private final ProviderMonitor monitor =
      new ProviderMonitor("test", time.clock(), new CallListener() {});
  private final GuardedCall gate =
      new GuardedCall(slots, Optional.of(breaker), monitor, time::nanos);

  private static CallFailure failure(boolean counted) {
    return new CallFailure(
        new FailureVerdict(
            "no",
            FailureCode.OPENAI_ERROR,
            true,
            counted,
            false,
            Optional.empty(),
            FailureVerdict.Account.USABLE,
            FailureVerdict.Charge.NONE),
        "no",
        null);
  }

  private static Attempt<String> failing(Throwable with) {
    return () -> {
      PermitsTest.<RuntimeException>raise(with);
      return "";
    };
  }

  @SuppressWarnings("unchecked")
  private static <E extends Throwable> void raise(Throwable failure) throws E {
    throw (E) failure;
  }

  private String pass(Attempt<String> attempt) throws Exception {
    return gate.run(Operation.IMAGE, Cancellation.none(), attempt);
  }

  private int inFlight() {
    return monitor.status(Map.of()).callsInFlight();
  }

  private static final List<Throwable> NO_VERDICT =
      List.of(
          failure(false),
          new CancelledException(Reason.CANCELLED),
          new IllegalStateException("broken"),
          new StackOverflowError());

  @Nested
  class TheSlot {
    @Test
    void is_free_after_every_way_in_which_a_call_may_end() throws Exception {
      for (Throwable problem : NO_VERDICT) {
        assertThat(catchThrowable(() -> pass(failing(problem)))).isSameAs(problem);
        assertThat(slots.taken()).as(problem.toString()).isZero();
        assertThat(inFlight()).as(problem.toString()).isZero();
      }
      for (boolean counted : new boolean[] {true, false}) {
        catchThrowable(() -> pass(failing(failure(counted))));
        assertThat(slots.taken()).isZero();
      }
    }

    @Test
    void is_taken_and_counted_during_the_call() throws Exception {
      assertThat(pass(() -> slots.taken() + " " + inFlight())).isEqualTo("1 1");
      assertThat(slots.taken()).isZero();
    }

    @Test
    void is_free_after_the_breaker_has_refused() throws Exception {
      for (int i = 0; i < 5; i++) {
        breaker.tryAcquire().orElseThrow().failed();
      }
      for (int i = 0; i < 3; i++) {
        assertThatThrownBy(() -> pass(() -> "called")).isInstanceOf(CallFailure.class);
        assertThat(slots.taken()).isZero();
      }
      time.pass(CircuitBreaker.OPEN_DURATION);
      assertThat(pass(() -> "called")).isEqualTo("called");
    }

    @Test
    void is_not_taken_by_who_no_longer_wants_it() throws Exception {
      slots.acquire(Cancellation.none());
      Cancellation cancellation = Cancellation.none();
      CompletableFuture<Throwable> waiting = waiting(cancellation);
      cancellation.request(Reason.CANCELLED);
      assertThat(waiting.get(30, TimeUnit.SECONDS)).isInstanceOf(CancelledException.class);
      slots.release();
      assertThat(slots.taken()).isZero();

      assertThat(catchThrowable(() -> slots.acquire(cancellation)))
          .isInstanceOf(CancelledException.class);
      assertThat(slots.taken()).isZero();
    }

    @Test
    void is_not_taken_by_who_is_interrupted() throws Exception {
      slots.acquire(Cancellation.none());
      Thread.currentThread().interrupt();
      assertThat(catchThrowable(() -> slots.acquire(Cancellation.none())))
          .isInstanceOf(CancelledException.class);
      assertThat(Thread.interrupted()).isTrue();
      slots.release();
      assertThat(slots.taken()).isZero();
    }

    @Test
    void goes_to_one_who_waits_as_soon_as_it_is_free() throws Exception {
      slots.acquire(Cancellation.none());
      CompletableFuture<Throwable> waiting = waiting(Cancellation.none());
      slots.release();
      assertThat(waiting.get(30, TimeUnit.SECONDS)).isNull();
      assertThat(slots.taken()).isEqualTo(1);
    }

    /** The failure of waiting for a slot on another thread; null when it got one. */
    private CompletableFuture<Throwable> waiting(Cancellation cancellation) {
      CompletableFuture<Throwable> outcome = new CompletableFuture<>();
      Thread thread =
          new Thread(
              () -> outcome.complete(catchThrowable(() -> slots.acquire(cancellation))), "waiting");
      thread.start();
      Waiting.until(
          () ->
              thread.getState() == Thread.State.TIMED_WAITING
                  || thread.getState() == Thread.State.TERMINATED);
      return outcome;
    }
  }

  @Nested
  class TheTrialOfAHalfOpenBreaker {
    @Test
    void is_given_back_by_every_call_that_tells_nothing_of_the_provider() throws Exception {
      for (Throwable problem : NO_VERDICT) {
        for (int i = 0; i < 5 && breaker.state() == BreakerState.CLOSED; i++) {
          breaker.tryAcquire().orElseThrow().failed();
        }
        time.pass(CircuitBreaker.OPEN_DURATION);
        for (int i = 0; i < 3; i++) {
          assertThat(catchThrowable(() -> pass(failing(problem)))).isSameAs(problem);
        }
        assertThat(breaker.state()).isEqualTo(BreakerState.HALF_OPEN);
        assertThat(pass(() -> "well") + pass(() -> "well")).isEqualTo("wellwell");
        assertThat(breaker.state()).as(problem.toString()).isEqualTo(BreakerState.CLOSED);
      }
    }
  }
}
