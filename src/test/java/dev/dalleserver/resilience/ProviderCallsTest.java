package dev.dalleserver.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.dalleserver.fixtures.MovingTime;
import dev.dalleserver.jobs.Cancellation;
import dev.dalleserver.jobs.FailureCode;
import dev.dalleserver.resilience.FailureVerdict.Account;
import dev.dalleserver.resilience.FailureVerdict.Charge;
import dev.dalleserver.resilience.ProviderStatus.BreakerState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Calls to a provider of no protocol in particular: only the verdicts of its failures count. */
class ProviderCallsTest {
  private final MovingTime time = new MovingTime();
  private final List<Duration> pauses = new ArrayList<>();
  private final ProviderCalls calls =
      new ProviderCalls(
          "another",
          new CallLimits(3, 1, 0),
          CallListener.NONE,
          new CallEnvironment(
              time.clock(),
              time::nanos,
              () -> 0.5,
              (pause, cancellation) -> {
                pauses.add(pause);
                time.pass(pause);
              }));

  private static FailureVerdict verdict(Account account, Charge charge) {
    return new FailureVerdict(
        "failed", FailureCode.OPENAI_ERROR, true, true, false, Optional.empty(), account, charge);
  }

  private static FailureVerdict verdict(Charge charge) {
    return verdict(Account.USABLE, charge);
  }

  /** Makes one call whose attempts fail by the given verdicts, one after the other. */
  private CallFailure failedCall(FailureVerdict... verdicts) {
    Iterator<FailureVerdict> next = List.of(verdicts).iterator();
    return catchThrowableOfType(
        CallFailure.class,
        () ->
            calls
                .policy()
                .call(
                    Operation.IMAGE,
                    Cancellation.none(),
                    () -> {
                      throw new CallFailure(next.next(), "no", null);
                    }));
  }

  @Test
  void a_call_is_made_three_times_in_all() {
    FailureVerdict free = verdict(Charge.NONE);
    assertThat(failedCall(free, free, free).mayHaveCost()).isFalse();
    assertThat(pauses).containsExactly(Duration.ofMillis(250), Duration.ofMillis(500));
  }

  @Test
  void a_call_that_was_not_answered_is_repeated_once() {
    failedCall(verdict(Charge.UNANSWERED), verdict(Charge.NONE));
    assertThat(pauses).hasSize(1);
    assertThat(calls.status().possiblyBilledTwice()).isEqualTo(1);
  }

  @Test
  void the_last_failure_remembers_what_an_earlier_one_may_have_cost() {
    FailureVerdict free = verdict(Charge.NONE);
    assertThat(failedCall(verdict(Charge.POSSIBLE), free, free).mayHaveCost()).isTrue();
  }

  @Test
  void the_provider_names_the_pause() {
    Duration pause = Duration.ofSeconds(7);
    failedCall(
        new FailureVerdict(
            "busy",
            FailureCode.OPENAI_RATE_LIMIT,
            true,
            true,
            false,
            Optional.of(pause),
            Account.USABLE,
            Charge.NONE),
        new FailureVerdict(
            "gone",
            FailureCode.OPENAI_ERROR,
            false,
            true,
            false,
            Optional.empty(),
            Account.USABLE,
            Charge.NONE));
    assertThat(pauses).containsExactly(pause);
  }

  @Test
  void the_status_tells_what_the_operator_has_to_do() {
    failedCall(
        verdict(Account.QUOTA_EXHAUSTED, Charge.NONE),
        verdict(Account.KEY_REFUSED, Charge.NONE),
        verdict(Charge.NONE));
    assertThat(calls.status().quotaExhausted()).isTrue();
    assertThat(calls.status().keyRefused()).isTrue();
  }

  @Test
  void the_open_breaker_refuses_calls_to_the_api_and_lets_downloads_through() throws Exception {
    FailureVerdict free = verdict(Charge.NONE);
    failedCall(free, free, free);
    failedCall(free, free, free);
    assertThat(calls.status().breaker()).isEqualTo(BreakerState.OPEN);
    assertThat(failedCall().verdict().label()).isEqualTo("breaker_open");
    String download =
        calls.policy().call(Operation.DOWNLOAD, Cancellation.none(), () -> "downloaded");
    assertThat(download).isEqualTo("downloaded");
  }

  private static FailureVerdict limited(Duration wait) {
    return new FailureVerdict(
        "limited",
        FailureCode.OPENAI_RATE_LIMIT,
        true,
        false,
        true,
        Optional.of(wait),
        Account.USABLE,
        Charge.NONE);
  }

  private Throwable limitedCall(Operation operation, Duration wait, Duration deadline) {
    AtomicBoolean first = new AtomicBoolean(true);
    return catchThrowable(
        () ->
            calls
                .policy()
                .call(
                    operation,
                    new Cancellation(time::nanos, deadline.toNanos()),
                    () -> {
                      if (first.getAndSet(false)) {
                        throw new CallFailure(limited(wait), "slow down", null);
                      }
                      return "made";
                    }));
  }

  @Test
  void a_rate_limit_is_waited_for_up_to_the_deadline_and_no_attempt_is_lost() {
    FailureVerdict limited = limited(Duration.ofSeconds(20));
    FailureVerdict free = verdict(Charge.NONE);
    failedCall(limited, limited, limited, limited, free, free, free);
    assertThat(pauses.stream().filter(Duration.ofSeconds(20)::equals)).hasSize(4);
    assertThat(calls.status().breaker()).isEqualTo(BreakerState.CLOSED);
    assertThat(calls.status().retryTokens()).isEqualTo(7);
  }

  @Test
  void a_call_that_would_end_after_the_deadline_is_not_waited_for() throws Exception {
    Duration minute = Duration.ofMinutes(1);
    assertThat(limitedCall(Operation.IMAGE, Duration.ofSeconds(30), minute)).isNull();
    calls
        .policy()
        .call(
            Operation.IMAGE,
            Cancellation.none(),
            () -> {
              time.pass(Duration.ofSeconds(40));
              return "painted for 40 s";
            });
    pauses.clear();
    assertThat(limitedCall(Operation.IMAGE, Duration.ofSeconds(30), minute))
        .hasMessage("slow down");
    assertThat(pauses).isEmpty();
  }

  @Test
  void chat_is_waited_for_only_as_long_as_the_picture_can_still_be_made() {
    Duration minute = Duration.ofMinutes(1);
    assertThat(limitedCall(Operation.CHAT, Duration.ofSeconds(14), minute)).isNull();
    assertThat(limitedCall(Operation.CHAT, Duration.ofSeconds(16), minute)).hasMessage("slow down");
  }
}
