package dev.dalleserver.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.dalleserver.fixtures.MovingTime;
import dev.dalleserver.fixtures.StandardError;
import dev.dalleserver.jobs.FailureCode;
import dev.dalleserver.resilience.FailureVerdict.Account;
import dev.dalleserver.resilience.FailureVerdict.Charge;
import dev.dalleserver.resilience.ProviderStatus.BreakerState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the operator reads of the calls, by status, log and metrics. */
class ProviderMonitorTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final MovingTime time = new MovingTime();
  private final List<String> heard = new ArrayList<>();
  private final ProviderMonitor monitor =
      new ProviderMonitor(
          "monitored",
          time.clock(),
          new CallListener() {
            @Override
            public void requestFinished(Operation operation, String outcome, Duration duration) {
              heard.add(operation.label() + " " + outcome + " " + duration);
            }

            @Override
            public void requestFailed(Operation operation, FailureCode code, String reason) {
              heard.add(operation.label() + " " + code + " " + reason);
            }

            @Override
            public void retrying(Operation operation) {
              heard.add(operation.label() + " again");
            }

            @Override
            public void breakerChanged(Operation operation, BreakerState state) {
              heard.add(operation.label() + " " + state);
            }

            @Override
            public void waitingChanged(Operation operation, int waiting) {
              heard.add(operation.label() + " waiting " + waiting);
            }
          });

  private static CallFailure failure(Account account, Charge charge) {
    return new CallFailure(
        new FailureVerdict(
            "label",
            FailureCode.OPENAI_ERROR,
            true,
            true,
            false,
            Optional.empty(),
            account,
            charge),
        "why",
        null);
  }

  private ProviderStatus status() {
    return monitor.status(Map.of());
  }

  @Test
  void a_call_is_in_flight_until_it_has_ended() {
    monitor.started();
    monitor.started();
    assertThat(status().callsInFlight()).isEqualTo(2);
    monitor.ended();
    assertThat(status().callsInFlight()).isEqualTo(1);
  }

  @Test
  void the_last_success_and_the_last_failure_are_kept() {
    assertThat(status().lastSuccess()).isEmpty();
    assertThat(status().lastFailure()).isEmpty();
    monitor.failed(Operation.IMAGE, failure(Account.USABLE, Charge.NONE), SECOND);
    time.pass(SECOND);
    monitor.succeeded(Operation.IMAGE, SECOND);
    assertThat(status().lastSuccess()).contains(MovingTime.START.plusSeconds(1));
    assertThat(status().lastFailure())
        .contains(new ProviderStatus.Failure(MovingTime.START, "OPENAI_ERROR", "why"));
    assertThat(heard)
        .containsExactly("image OPENAI_ERROR why", "image label PT1S", "image success PT1S");
  }

  @Test
  void an_account_is_unusable_until_the_same_operation_succeeds() {
    monitor.failed(Operation.IMAGE, failure(Account.QUOTA_EXHAUSTED, Charge.NONE), SECOND);
    monitor.succeeded(Operation.CHAT, SECOND);
    assertThat(status().quotaExhausted()).isTrue();
    assertThat(status().keyRefused()).isFalse();
    monitor.succeeded(Operation.IMAGE, SECOND);
    assertThat(status().quotaExhausted()).isFalse();

    monitor.failed(Operation.CHAT, failure(Account.KEY_REFUSED, Charge.NONE), SECOND);
    assertThat(status().keyRefused()).isTrue();
    assertThat(status().quotaExhausted()).isFalse();
    monitor.succeeded(Operation.CHAT, SECOND);
    assertThat(status().keyRefused()).isFalse();
  }

  @Test
  void a_request_that_was_not_answered_may_be_billed_twice_and_no_other() {
    try (StandardError log = StandardError.capture()) {
      monitor.retrying(Operation.IMAGE, failure(Account.USABLE, Charge.POSSIBLE), SECOND);
      assertThat(status().possiblyBilledTwice()).isZero();
      monitor.retrying(Operation.IMAGE, failure(Account.USABLE, Charge.UNANSWERED), SECOND);
      assertThat(status().possiblyBilledTwice()).isEqualTo(1);
      assertThat(log.lines("image call is made again in 1000 ms")).hasSize(2);
      assertThat(log.lines("it may be billed twice")).hasSize(1);
    }
    assertThat(heard).containsExactly("image again", "image again");
  }

  @Test
  void a_refused_and_a_cancelled_call_and_every_change_are_counted() {
    monitor.refused(Operation.CHAT, CallFailure.breakerOpen());
    monitor.cancelled(Operation.DOWNLOAD, SECOND);
    monitor.waitingChanged(Operation.IMAGE, 3);
    try (StandardError log = StandardError.capture()) {
      monitor.breakerChanged(Operation.CHAT, BreakerState.OPEN);
      assertThat(log.lines("circuit breaker for chat calls is now OPEN")).hasSize(1);
    }
    assertThat(heard)
        .containsExactly(
            "chat breaker_open PT0S", "download cancelled PT1S", "image waiting 3", "chat OPEN");
  }

  @Test
  void the_status_of_several_operations_is_that_of_the_worst() {
    ProviderStatus status =
        monitor.status(
            Map.of(
                Operation.CHAT,
                new ProviderStatus.Line(BreakerState.HALF_OPEN, 7, 2, Duration.ZERO),
                Operation.IMAGE,
                new ProviderStatus.Line(BreakerState.CLOSED, 9, 3, Duration.ZERO)));
    assertThat(status.breaker()).isEqualTo(BreakerState.HALF_OPEN);
    assertThat(status.breaker(Operation.IMAGE)).isEqualTo(BreakerState.CLOSED);
    assertThat(status.breaker(Operation.DOWNLOAD)).isEqualTo(BreakerState.DISABLED);
    assertThat(status.retryTokens()).isEqualTo(7);
    assertThat(status.waiting()).isEqualTo(5);
    assertThat(ProviderStatus.disabled().breaker()).isEqualTo(BreakerState.DISABLED);
    assertThat(ProviderStatus.disabled().retryTokens()).isZero();
    assertThat(BreakerState.worst(List.of(BreakerState.CLOSED, BreakerState.OPEN)))
        .isEqualTo(BreakerState.OPEN);
  }

  @ParameterizedTest
  @CsvSource({"0, 1, 0", "1, 0, 0", "1, 1, -1"})
  void limits_below_their_least_are_refused(int attempts, int calls, int images) {
    assertThatIllegalArgumentException().isThrownBy(() -> new CallLimits(attempts, calls, images));
    assertThat(new CallLimits(1, 1, 0).attempts()).isEqualTo(1);
  }

  @Test
  void a_failure_may_have_cost_what_an_earlier_one_may_have_cost() {
    CallFailure free = failure(Account.USABLE, Charge.NONE);
    assertThat(free.mayHaveCost()).isFalse();
    free.addEarlier(failure(Account.USABLE, Charge.NONE));
    assertThat(free.mayHaveCost()).isFalse();
    free.addEarlier(failure(Account.USABLE, Charge.UNANSWERED));
    assertThat(free.mayHaveCost()).isTrue();
    assertThat(failure(Account.USABLE, Charge.POSSIBLE).mayHaveCost()).isTrue();
  }

  @Test
  void a_refusal_names_the_wait_in_whole_seconds_from_one() {
    assertThat(CallFailure.limitedTooLong(Duration.ofMillis(10)))
        .hasMessageContaining(" only in 1 s,");
    assertThat(CallFailure.limitedTooLong(Duration.ofSeconds(90)))
        .hasMessageContaining(" only in 90 s,");
    assertThat(CallFailure.breakerOpen().isRefusal()).isTrue();
    assertThat(failure(Account.USABLE, Charge.NONE).isRefusal()).isFalse();
  }
}
