package dev.dalleserver.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.fixtures.MovingTime;
import dev.dalleserver.jobs.Cancellation;
import dev.dalleserver.jobs.CancelledException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/**
 * The line of calls that a rate limit makes wait; waiting moves the clock instead of taking time.
 */
class RateLimitLineTest {
  private static final Duration NONE = Duration.ZERO;

  private final MovingTime time = new MovingTime();
  private final List<Duration> waits = new ArrayList<>();
  private final CallEnvironment environment =
      new CallEnvironment(
          time.clock(),
          time::nanos,
          () -> 0.5,
          (duration, cancellation) -> {
            waits.add(duration);
            time.pass(duration);
          });

  private RateLimitLine line(Duration interval) {
    return new RateLimitLine(interval, environment, length -> {});
  }

  private Optional<Duration> enter(RateLimitLine line) throws CancelledException {
    return enter(line, Duration.ofHours(1));
  }

  private Optional<Duration> enter(RateLimitLine line, Duration within) throws CancelledException {
    return line.enter(Cancellation.none(), CallObserver.NONE, time.nanos() + within.toNanos());
  }

  private Duration waited() {
    Duration sum = waits.stream().reduce(Duration.ZERO, Duration::plus);
    waits.clear();
    return sum;
  }

  @Nested
  class WithAnIntervalOfTheOperator {
    private final RateLimitLine line = line(Duration.ofSeconds(12));

    @Test
    void the_first_call_is_made_at_once_and_each_other_an_interval_later() throws Exception {
      enter(line);
      assertThat(waited()).isEqualTo(NONE);
      enter(line);
      assertThat(waited()).isEqualTo(Duration.ofSeconds(12));
      time.pass(Duration.ofSeconds(5));
      enter(line);
      assertThat(waited()).isEqualTo(Duration.ofSeconds(7));
      time.pass(Duration.ofMinutes(5));
      enter(line);
      assertThat(waited()).as("unused intervals are not saved up").isEqualTo(NONE);
    }

    @Test
    void what_would_be_too_late_is_said_at_once() throws Exception {
      enter(line);
      assertThat(enter(line, Duration.ofSeconds(12))).contains(Duration.ofSeconds(12));
      assertThat(waits).isEmpty();
      assertThat(line.waiting()).isZero();
    }

    @Test
    void the_delay_of_calls_to_come_is_known() throws Exception {
      assertThat(line.delay(0)).isEqualTo(NONE);
      assertThat(line.delay(2)).isEqualTo(Duration.ofSeconds(24));
      enter(line);
      assertThat(line.delay(0)).isEqualTo(Duration.ofSeconds(12));
    }
  }

  @Nested
  class AfterARefusal {
    private final RateLimitLine line = line(NONE);

    private void refused(Duration asked) {
      line.refused(time.nanos(), Optional.ofNullable(asked));
    }

    @Test
    void every_call_waits_as_long_as_the_provider_asks() throws Exception {
      enter(line);
      refused(Duration.ofSeconds(5));
      enter(line);
      assertThat(waited()).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void calls_after_the_wait_begin_with_gaps_that_shrink_with_success() throws Exception {
      refused(Duration.ofSeconds(4));
      enter(line);
      waited();
      enter(line);
      assertThat(waited()).isEqualTo(Duration.ofMillis(500));
      line.succeeded();
      enter(line);
      assertThat(waited()).isEqualTo(Duration.ofMillis(250));
      for (int i = 0; i < 10; i++) {
        line.succeeded();
      }
      enter(line);
      assertThat(waited()).isEqualTo(NONE);
    }

    @Test
    void calls_that_were_under_way_together_are_one_refusal() throws Exception {
      long begun = time.nanos();
      time.pass(Duration.ofMillis(10));
      for (int i = 0; i < 4; i++) {
        line.refused(begun, Optional.empty());
      }
      enter(line);
      assertThat(waited()).isEqualTo(Duration.ofMillis(375));
    }

    @Test
    void without_a_time_the_waits_double_up_to_a_minute_until_a_call_succeeds() throws Exception {
      List<Long> millis = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        refused(null);
        enter(line);
        millis.add(waited().toMillis());
      }
      assertThat(millis)
          .containsExactly(
              375L, 750L, 1500L, 3000L, 6000L, 12_000L, 24_000L, 45_000L, 45_000L, 45_000L);
      line.succeeded();
      refused(null);
      enter(line);
      assertThat(waited()).isLessThan(Duration.ofSeconds(2));
    }

    @Test
    void a_time_that_is_too_short_again_and_again_is_not_believed() throws Exception {
      Duration sum = Duration.ZERO;
      for (int i = 0; i < 12; i++) {
        refused(Duration.ofMillis(6));
        enter(line);
        sum = sum.plus(waited());
      }
      assertThat(sum).isGreaterThan(Duration.ofMinutes(1));
    }

    @Test
    void a_shorter_time_does_not_open_it_earlier() throws Exception {
      refused(Duration.ofSeconds(30));
      refused(Duration.ofSeconds(1));
      enter(line);
      assertThat(waited()).isEqualTo(Duration.ofSeconds(30));
    }
  }

  @Test
  void the_observer_learns_the_place_and_the_time_and_when_it_is_over() throws Exception {
    RateLimitLine line = line(Duration.ofSeconds(12));
    enter(line);
    List<String> told = new ArrayList<>();
    CallObserver observer =
        new CallObserver() {
          @Override
          public void onWaiting(int position, Duration wait) {
            told.add(position + " in " + wait.toSeconds());
          }

          @Override
          public void onAdmitted() {
            told.add("admitted");
          }
        };
    line.enter(Cancellation.none(), observer, time.nanos() + Duration.ofHours(1).toNanos());
    assertThat(told).containsExactly("1 in 12", "admitted");
  }
}
