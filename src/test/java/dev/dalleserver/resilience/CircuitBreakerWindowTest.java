package dev.dalleserver.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.fixtures.MovingTime;
import dev.dalleserver.resilience.CircuitBreaker.Permit;
import dev.dalleserver.resilience.ProviderStatus.BreakerState;
import org.junit.jupiter.api.Test;

/** Calls before a change of state do not count after it. */
class CircuitBreakerWindowTest {
  private final MovingTime time = new MovingTime();
  private final CircuitBreaker breaker = new CircuitBreaker(time::nanos, state -> {});

  private Permit permit() {
    return breaker.tryAcquire().orElseThrow();
  }

  private void calls(String outcomes) {
    for (char outcome : outcomes.toCharArray()) {
      if (outcome == '+') {
        permit().succeeded();
      } else {
        permit().failed();
      }
    }
  }

  private void assertClosedAfter(String outcomes) {
    calls(outcomes);
    assertThat(breaker.state()).as(outcomes).isEqualTo(BreakerState.CLOSED);
  }

  private void assertOpenAfter(String outcomes) {
    calls(outcomes);
    assertThat(breaker.state()).as(outcomes).isEqualTo(BreakerState.OPEN);
  }

  private void closeAgain() {
    time.pass(CircuitBreaker.OPEN_DURATION);
    assertClosedAfter("++");
  }

  @Test
  void a_row_of_failures_begins_anew() {
    assertOpenAfter("-----");
    closeAgain();
    assertClosedAfter("----");
    assertOpenAfter("-");
  }

  @Test
  void a_share_of_failures_begins_anew() {
    assertOpenAfter("+-+-+-+-+-");
    closeAgain();
    assertClosedAfter("-+-+-+-+-");
    assertOpenAfter("+-");
  }

  @Test
  void failures_from_before_count_no_more_among_good_calls() {
    assertOpenAfter("+-+-+-+-+-");
    closeAgain();
    assertClosedAfter("+++++++++-");
  }

  @Test
  void a_trial_that_went_well_before_counts_no_more() {
    assertOpenAfter("-----");
    time.pass(CircuitBreaker.OPEN_DURATION);
    assertOpenAfter("+-");
    time.pass(CircuitBreaker.OPEN_DURATION);
    calls("+");
    assertThat(breaker.state()).isEqualTo(BreakerState.HALF_OPEN);
    assertClosedAfter("+");
  }

  @Test
  void good_calls_from_before_count_no_more_either() {
    calls("+".repeat(20));
    assertOpenAfter("-----");
    closeAgain();
    assertClosedAfter("+-+-+-+-+");
    assertOpenAfter("-");
  }

  @Test
  void after_a_failed_trial_too() {
    assertOpenAfter("-----");
    time.pass(CircuitBreaker.OPEN_DURATION);
    assertOpenAfter("-");
    closeAgain();
    assertClosedAfter("----");
  }

  @Test
  void calls_that_began_before_count_neither_for_nor_against_it() {
    Permit[] early = {permit(), permit(), permit(), permit(), permit(), permit()};
    assertOpenAfter("-----");
    early[0].succeeded();
    early[1].failed();
    time.pass(CircuitBreaker.OPEN_DURATION.minusNanos(1));
    assertThat(breaker.tryAcquire()).isEmpty();
    time.pass(java.time.Duration.ofNanos(1));
    assertClosedAfter("++");
    assertClosedAfter("---");
    early[2].failed();
    early[3].failed();
    assertClosedAfter("-");
    early[4].succeeded();
    early[5].succeeded();
    assertOpenAfter("-");
  }

  @Test
  void a_second_trial_that_comes_after_it_has_closed_counts_no_more() {
    assertOpenAfter("-----");
    time.pass(CircuitBreaker.OPEN_DURATION);
    Permit first = permit();
    Permit second = permit();
    first.failed();
    second.succeeded();
    second.succeeded();
    assertThat(breaker.state()).isEqualTo(BreakerState.OPEN);
  }
}
