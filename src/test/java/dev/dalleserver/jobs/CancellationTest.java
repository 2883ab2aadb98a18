package dev.dalleserver.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.dalleserver.fixtures.Waiting;
import dev.dalleserver.jobs.Cancellation.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When work is asked to stop, why, and what a paid call under way changes. */
class CancellationTest {
  private final AtomicLong nanos = new AtomicLong(1_000);
  private final Cancellation cancellation = new Cancellation(nanos::get, 100);
  private final List<String> ran = new ArrayList<>();

  private void assertStops(Reason reason) {
    assertThatExceptionOfType(CancelledException.class)
        .isThrownBy(cancellation::check)
        .satisfies(stopped -> assertThat(stopped.reason()).isEqualTo(reason));
  }

  @Test
  void the_first_reason_stays_and_runs_the_hooks_once() {
    cancellation.onRequest(() -> ran.add("hook"));
    assertThat(cancellation.isRequested()).isFalse();
    assertThat(cancellation.reason()).isEmpty();
    assertThatCode(cancellation::check).doesNotThrowAnyException();

    assertThat(cancellation.request(Reason.CANCELLED)).isTrue();
    assertThat(cancellation.request(Reason.SHUTDOWN)).isFalse();

    assertThat(cancellation.isRequested()).isTrue();
    assertStops(Reason.CANCELLED);
    assertThat(ran).containsExactly("hook");
  }

  @Test
  void a_hook_that_comes_late_runs_at_once_and_a_closed_one_never() {
    cancellation.onRequest(() -> ran.add("closed")).close();
    cancellation.request(Reason.CANCELLED);
    assertThat(ran).isEmpty();
    Cancellation.Registration late = cancellation.onRequest(() -> ran.add("late"));
    assertThat(ran).containsExactly("late");
    late.close();
    late.close();
  }

  @Test
  void the_deadline_is_a_reason_of_its_own_from_the_very_nanosecond() {
    cancellation.onRequest(() -> ran.add("hook"));
    nanos.addAndGet(99);
    assertThat(cancellation.remainingNanos()).isEqualTo(1);
    assertThatCode(cancellation::check).doesNotThrowAnyException();
    nanos.addAndGet(1);
    assertThat(cancellation.remainingNanos()).isZero();
    assertStops(Reason.DEADLINE);
    assertThat(ran).containsExactly("hook");
    nanos.addAndGet(5);
    assertThat(cancellation.remainingNanos()).isZero();
  }

  @Test
  void without_a_limit_the_time_begins_when_the_work_does() {
    Cancellation waiting = new Cancellation(nanos::get);
    nanos.addAndGet(Duration.ofDays(365).toNanos());
    assertThatCode(waiting::check).doesNotThrowAnyException();
    waiting.startClock(Duration.ofNanos(10));
    assertThat(waiting.remainingNanos()).isEqualTo(10);
  }

  @Test
  void a_request_waits_for_a_paid_call_and_takes_effect_when_it_has_ended() throws Exception {
    cancellation.onRequest(() -> ran.add("hook"));
    cancellation.beginPaying();
    assertThat(cancellation.isPaying()).isTrue();

    assertThat(cancellation.requestUnlessPaying(Reason.CANCELLED)).isFalse();
    assertThat(cancellation.isRequested()).isFalse();
    assertThat(ran).isEmpty();

    assertThatExceptionOfType(CancelledException.class).isThrownBy(cancellation::endPaying);
    assertThat(cancellation.isPaying()).isFalse();
    assertThat(cancellation.reason()).contains(Reason.CANCELLED);
    assertThat(ran).containsExactly("hook");
  }

  @Test
  void without_a_request_work_goes_on_after_a_paid_call_and_may_be_asked_then() throws Exception {
    cancellation.onRequest(() -> ran.add("hook"));
    cancellation.beginPaying();
    cancellation.endPaying();
    assertThat(cancellation.isPaying()).isFalse();
    assertThat(cancellation.requestUnlessPaying(Reason.CANCELLED)).isTrue();
    assertThat(cancellation.requestUnlessPaying(Reason.SHUTDOWN)).isFalse();
    assertThat(ran).containsExactly("hook");
    assertStops(Reason.CANCELLED);
  }

  @Test
  void after_a_request_or_the_deadline_no_paid_call_begins() {
    nanos.addAndGet(100);
    assertThatExceptionOfType(CancelledException.class).isThrownBy(cancellation::beginPaying);
    assertThat(cancellation.isPaying()).isFalse();
  }

  @Test
  void a_request_between_the_check_and_the_payment_is_seen() throws Exception {
    CompletableFuture<String> outcome = new CompletableFuture<>();
    Thread paying =
        new Thread(
            () -> {
              try {
                cancellation.beginPaying();
                outcome.complete("pays");
              } catch (CancelledException stopped) {
                outcome.complete("stops");
              }
            });
    // With its monitor held, the work stands behind its first check and before its payment.
    synchronized (cancellation) {
      paying.start();
      Waiting.until(() -> paying.getState() == Thread.State.BLOCKED);
      cancellation.request(Reason.CANCELLED);
    }
    assertThat(outcome.get(30, TimeUnit.SECONDS)).isEqualTo("stops");
    assertThat(cancellation.isPaying()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"0, 0, PT1S", "1, -1, PT1S", "1, 0, PT0S", "1, 0, PT-1S"})
  void limits_that_are_none_are_refused(int workers, int queue, Duration limit) {
    assertThatIllegalArgumentException().isThrownBy(() -> new JobLimits(workers, queue, limit));
    assertThat(new JobLimits(1, 0, Duration.ofNanos(1)).workers()).isEqualTo(1);
  }

  @Test
  void a_failure_has_a_reason_and_may_have_cost() {
    JobException failure = new JobException(FailureCode.OPENAI_ERROR, "why");
    assertThat(failure.mayHaveCost()).isTrue();
    assertThat(failure.code()).isEqualTo(FailureCode.OPENAI_ERROR);
    assertThat(failure.retryAfter()).isEmpty();
    assertThat(failure.refusal()).isEmpty();
    assertThat(failure).hasMessage("why");
  }
}
