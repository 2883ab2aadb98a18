package dev.dalleserver.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.MovingTime;
import dev.dalleserver.Together;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RepeatLimitRaceTest {
  private static final int EACH = 30_000;

  private final MovingTime time = new MovingTime();

  @Test
  void of_many_at_once_exactly_as_many_are_let_through_as_the_limit_says() throws Exception {
    RepeatLimit limit = new RepeatLimit(3, Duration.ofSeconds(10), time::nanos);
    try (Together threads = new Together(4)) {
      for (int window = 0; window < 5; window++) {
        time.pass(Duration.ofSeconds(10));
        List<Long> got =
            threads.call(
                () -> {
                  long admitted = 0;
                  for (int i = 0; i < EACH; i++) {
                    admitted += limit.admit().isPresent() ? 1 : 0;
                  }
                  return admitted;
                });
        assertThat(got.stream().mapToLong(Long::longValue).sum()).isEqualTo(3);
      }
    }
    time.pass(Duration.ofSeconds(10));
    assertThat(limit.admit()).hasValue(4 * EACH - 3);
  }
}
