package dev.dalleserver.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Delays double up to a bound, and are spread below it. */
class BackoffTest {
  private final AtomicReference<Double> random = new AtomicReference<>(0.0);

  @ParameterizedTest
  @CsvSource({"0, 500", "1, 1000", "2, 2000", "3, 4000", "4, 8000", "5, 8000", "11, 8000"})
  void a_delay_lies_between_zero_and_its_limit(int retry, long limit) {
    Backoff backoff = new Backoff(random::get);
    assertThat(backoff.delay(retry).toMillis()).isZero();
    random.set(0.5);
    assertThat(backoff.delay(retry).toMillis()).isEqualTo(limit / 2);
    random.set(0.75);
    assertThat(backoff.delay(retry).toMillis()).isEqualTo(limit * 3 / 4);
  }

  @ParameterizedTest
  @CsvSource({"0, 500", "3, 4000", "6, 32000", "7, 60000", "10, 60000", "60, 60000", "63, 60000"})
  void half_of_a_delay_for_a_rate_limit_is_fixed(int retry, long limit) {
    Backoff backoff = Backoff.forRateLimits(random::get);
    assertThat(backoff.delay(retry).toMillis()).isEqualTo(limit / 2);
    random.set(0.5);
    assertThat(backoff.delay(retry).toMillis()).isEqualTo(limit * 3 / 4);
  }

  @Test
  void a_typical_duration_begins_with_the_first_and_moves_by_a_fifth() {
    TypicalDuration typical = new TypicalDuration();
    assertThat(typical.typicalNanos()).isZero();
    typical.record(1000);
    assertThat(typical.typicalNanos()).isEqualTo(1000);
    typical.record(2000);
    assertThat(typical.typicalNanos()).isEqualTo(1200);
    typical.record(200);
    assertThat(typical.typicalNanos()).isEqualTo(1000);
  }
}
