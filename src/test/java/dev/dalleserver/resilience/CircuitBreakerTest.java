package dev.dalleserver.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.fixtures.MovingTime;
import dev.dalleserver.resilience.CircuitBreaker.Permit;
import dev.dalleserver.resilience.ProviderStatus.BreakerState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class CircuitBreakerTest {
  private final MovingTime time = new MovingTime();
  private final List<BreakerState> changes = new ArrayList<>();
  private final CircuitBreaker breaker = new CircuitBreaker(time::nanos, changes::add);

  private Permit permit() {
    return breaker.tryAcquire().orElseThrow();
  }

  private void calls(String outcomes) {
    for (char outcome : outcomes.toCharArray()) {
      switch (outcome) {
        case '+' -> permit().succeeded();
        case '-' -> permit().failed();
        default -> permit().withdrawn();
      }
    }
  }

  private void halfOpen() {
    calls("-----");
    time.pass(CircuitBreaker.OPEN_DURATION);
  }

  @Nested
  class WhenClosed {
    @Test
    void five_failures_in_a_row_open_it() {
      calls("++++++++++----");
      assertThat(breaker.state()).isEqualTo(BreakerState.CLOSED);
      calls("-");
      assertThat(breaker.state()).isEqualTo(BreakerState.OPEN);
    }

    @Test
    void what_tells_nothing_neither_counts_nor_breaks_the_row() {
      calls("--00000000--00");
      assertThat(breaker.state()).isEqualTo(BreakerState.CLOSED);
      calls("-");
      assertThat(breaker.state()).isEqualTo(BreakerState.OPEN);
    }

    @Test
    void half_of_ten_open_it_and_of_nine_do_not() {
      calls("+-+-+-+-+");
      assertThat(breaker.state()).isEqualTo(BreakerState.CLOSED);
      calls("-");
      assertThat(breaker.state()).isEqualTo(BreakerState.OPEN);
    }

    @Test
    void only_the_last_twenty_count() {
      calls("--+--++--++" + "+".repeat(11) + "-+-+-+-+-+-+-+-+-+");
      assertThat(breaker.state()).isEqualTo(BreakerState.CLOSED);
      calls("-");
      assertThat(breaker.state()).isEqualTo(BreakerState.OPEN);
    }
  }

  @Nested
  class WhenHalfOpen {
    @Test
    void two_trials_are_let_through_and_no_third() {
      halfOpen();
      Permit first = permit();
      Permit second = permit();
      assertThat(breaker.tryAcquire()).isEmpty();
      first.succeeded();
      assertThat(breaker.tryAcquire()).isEmpty();
      second.succeeded();
      assertThat(breaker.state()).isEqualTo(BreakerState.CLOSED);
    }

    @Test
    void a_withdrawn_trial_gives_its_place_back() {
      halfOpen();
      permit().withdrawn();
      permit().withdrawn();
      calls("++");
      assertThat(breaker.state()).isEqualTo(BreakerState.CLOSED);
    }

    @Test
    void a_failed_trial_opens_it_for_another_half_minute() {
      halfOpen();
      permit().failed();
      assertThat(breaker.tryAcquire()).isEmpty();
      time.pass(CircuitBreaker.OPEN_DURATION.minusNanos(1));
      assertThat(breaker.tryAcquire()).isEmpty();
      time.pass(Duration.ofNanos(1));
      assertThat(breaker.tryAcquire()).isPresent();
    }

    @Test
    void calls_from_before_are_not_taken_for_trials() {
      Permit early = permit();
      Permit another = permit();
      halfOpen();
      permit();
      early.succeeded();
      another.failed();
      assertThat(breaker.state()).isEqualTo(BreakerState.HALF_OPEN);
    }
  }

  @Test
  void every_change_is_told_in_order() {
    halfOpen();
    calls("++");
    assertThat(changes)
        .containsExactly(BreakerState.OPEN, BreakerState.HALF_OPEN, BreakerState.CLOSED);
  }
}
