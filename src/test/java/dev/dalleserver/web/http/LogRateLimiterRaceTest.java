package dev.dalleserver.web.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.console.LogRateLimiter;
import dev.dalleserver.fixtures.MovingTime;
import dev.dalleserver.fixtures.Together;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LogRateLimiterRaceTest {
  private static final int THREADS = 4;
  private static final int EACH = 20;

  private final MovingTime time = new MovingTime();
  private final AtomicInteger deciding = new AtomicInteger();
  private final AtomicInteger most = new AtomicInteger();

  /** Read in the midst of every decision: lets another thread go on, into the same if it can. */
  private long slowNanos() {
    most.accumulateAndGet(deciding.incrementAndGet(), Math::max);
    for (int i = 0; i < 50; i++) {
      Thread.yield();
    }
    deciding.decrementAndGet();
    return time.nanos();
  }

  @Test
  void of_many_at_once_one_decides_at_a_time_and_every_one_is_counted() throws Exception {
    LogRateLimiter limit = new LogRateLimiter(3, Duration.ofSeconds(10), this::slowNanos);
    AtomicInteger admitted = new AtomicInteger();
    try (Together threads = new Together(THREADS)) {
      threads.call(
          () -> {
            for (int i = 0; i < EACH; i++) {
              limit.admit().ifPresent(held -> admitted.incrementAndGet());
            }
            return true;
          });
    }
    assertThat(most).hasValue(1);
    assertThat(admitted).hasValue(3);
    time.pass(Duration.ofSeconds(10));
    assertThat(limit.admit()).hasValue(THREADS * EACH - 3);
  }
}
