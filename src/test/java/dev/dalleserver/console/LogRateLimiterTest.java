package dev.dalleserver.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.fixtures.MovingTime;
import java.time.Duration;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class LogRateLimiterTest {
  private final MovingTime time = new MovingTime();
  private final LogRateLimiter limit = new LogRateLimiter(2, Duration.ofSeconds(10), time::nanos);

  @Test
  void lets_a_few_through_and_holds_the_rest() {
    assertThat(limit.admit()).hasValue(0);
    assertThat(limit.admit()).hasValue(0);
    assertThat(limit.admit()).isEmpty();
  }

  @Test
  void tells_in_the_next_window_how_many_were_held() {
    for (int i = 0; i < 1002; i++) {
      limit.admit();
    }
    time.pass(Duration.ofSeconds(10));

    assertThat(limit.admit()).hasValue(1000);
    assertThat(limit.admit()).hasValue(0);
  }

  @Test
  void holds_until_the_window_is_over() {
    limit.admit();
    limit.admit();
    time.pass(Duration.ofMillis(9_999));
    OptionalLong early = limit.admit();
    time.pass(Duration.ofMillis(1));

    assertThat(early).isEmpty();
    assertThat(limit.admit()).isPresent();
  }
}
