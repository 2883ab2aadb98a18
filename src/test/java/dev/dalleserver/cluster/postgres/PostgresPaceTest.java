package dev.dalleserver.cluster.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.fixtures.Together;
import dev.dalleserver.fixtures.Waiting;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A pace that several processes keep. */
@Timeout(60)
class PostgresPaceTest {
  private static final Duration LONG = Duration.ofMinutes(1);

  private static TestDatabase test;

  @BeforeAll
  static void create() {
    test = TestDatabase.create();
  }

  @AfterAll
  static void drop() {
    test.close();
  }

  private static PostgresPace pace(String name) {
    return new PostgresPace(test.database(), name);
  }

  @Test
  void of_many_who_ask_at_once_one_may_call_and_the_others_wait_for_the_interval()
      throws Exception {
    try (Together threads = new Together(8)) {
      List<Duration> waits = threads.call(() -> pace("many").take(LONG));
      assertThat(waits).filteredOn(Duration::isZero).hasSize(1);
      assertThat(waits)
          .filteredOn(wait -> !wait.isZero())
          .allMatch(wait -> wait.compareTo(LONG) <= 0 && wait.compareTo(LONG.dividedBy(2)) > 0);
    }
  }

  @Test
  void after_the_interval_another_may_call() {
    Duration interval = Duration.ofMillis(300);
    assertThat(pace("short").take(interval)).isZero();
    long start = System.nanoTime();
    Waiting.until(() -> pace("short").take(interval).isZero());
    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .isBetween(interval.minusMillis(100), interval.plusSeconds(5));
  }

  @Test
  void a_database_that_is_away_lets_no_one_call() {
    Database closed = test.open("closed");
    closed.close();
    assertThat(new PostgresPace(closed, "away").take(LONG)).isPositive();
  }
}
