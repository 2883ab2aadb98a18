package dev.dalleserver.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.fixtures.MovingTime;
import dev.dalleserver.fixtures.Together;
import dev.dalleserver.resilience.CircuitBreaker.Permit;
import dev.dalleserver.resilience.ProviderStatus.BreakerState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many calls at once against one breaker, thousands of times. */
@Timeout(60)
class CircuitBreakerRaceTest {
  private static final int THREADS = 4;
  private static final int ROUNDS = 5_000;

  private final Together threads = new Together(THREADS);
  private final MovingTime time = new MovingTime();

  @AfterEach
  void stop() {
    threads.close();
  }

  /** The clock is read in the middle of every decision: a good moment to let another thread run. */
  private long slowNanos() {
    long now = time.nanos();
    Thread.yield();
    return now;
  }

  @Test
  void half_open_it_lets_two_through_whoever_comes_first() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      List<BreakerState> changes = new ArrayList<>();
      CircuitBreaker breaker = new CircuitBreaker(this::slowNanos, changes::add);
      for (int i = 0; i < 5; i++) {
        breaker.tryAcquire().orElseThrow().failed();
      }
      time.pass(CircuitBreaker.OPEN_DURATION);
      List<Optional<Permit>> permits = threads.call(breaker::tryAcquire);
      assertThat(permits.stream().filter(Optional::isPresent)).hasSize(2);
      permits.forEach(permit -> permit.ifPresent(Permit::succeeded));
      assertThat(changes)
          .containsExactly(BreakerState.OPEN, BreakerState.HALF_OPEN, BreakerState.CLOSED);
    }
  }

  @Test
  void failures_at_once_open_it_once() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      List<BreakerState> changes = new ArrayList<>();
      CircuitBreaker breaker = new CircuitBreaker(this::slowNanos, changes::add);
      threads.call(
          () -> {
            for (int i = 0; i < 3; i++) {
              breaker.tryAcquire().ifPresent(Permit::failed);
            }
            return true;
          });
      assertThat(changes).containsExactly(BreakerState.OPEN);
      assertThat(breaker.tryAcquire()).isEmpty();
    }
  }
}
