package dev.dalleserver.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.fixtures.Together;
import dev.dalleserver.jobs.Cancellation;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Counters of calls add up, also when many calls begin and end at once. */
@Timeout(60)
class CallsTogetherTest {
  private static final int THREADS = 4;
  private static final int ROUNDS = 30_000;

  private final Together threads = new Together(THREADS);

  @AfterEach
  void stop() {
    threads.close();
  }

  @Test
  void no_more_have_a_slot_than_there_are_and_all_are_free_in_the_end() throws Exception {
    CallPermits slots = new CallPermits(2);
    AtomicInteger now = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    threads.call(
        () -> {
          for (int i = 0; i < ROUNDS / 100; i++) {
            slots.acquire(Cancellation.none());
            most.accumulateAndGet(now.incrementAndGet(), Math::max);
            Thread.yield();
            now.decrementAndGet();
            slots.release();
          }
          return true;
        });
    assertThat(most.get()).isBetween(1, 2);
    assertThat(slots.taken()).isZero();
  }

  @Test
  void slots_that_are_taken_and_left_at_once_add_up() throws Exception {
    CallPermits slots = new CallPermits(THREADS);
    threads.call(
        () -> {
          for (int i = 0; i < ROUNDS; i++) {
            slots.acquire(Cancellation.none());
            slots.release();
          }
          return true;
        });
    assertThat(slots.taken()).isZero();
  }

  @Test
  void the_budget_for_retries_counts_every_outcome() throws Exception {
    RetryBudget budget = new RetryBudget();
    for (int i = 0; i < 5; i++) {
      budget.failed();
    }
    threads.call(
        () -> {
          for (int i = 0; i < ROUNDS; i++) {
            budget.failed();
            // Ten make up for one failure; so few at once reach neither end.
            for (int j = 0; j < 10; j++) {
              budget.succeeded();
            }
          }
          return true;
        });
    assertThat(budget.tokens()).isEqualTo(5.0);
  }

  @Test
  void the_calls_in_flight_add_up() throws Exception {
    ProviderMonitor monitor = new ProviderMonitor("test", Clock.systemUTC(), new CallListener() {});
    threads.call(
        () -> {
          for (int i = 0; i < ROUNDS; i++) {
            monitor.started();
            monitor.ended();
          }
          monitor.started();
          return true;
        });
    assertThat(monitor.status(java.util.Map.of()).callsInFlight()).isEqualTo(THREADS);
  }
}
