package dev.dalleserver.spending;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.fixtures.MovingTime;
import dev.dalleserver.fixtures.Together;
import dev.dalleserver.pricing.Expense;
import dev.dalleserver.pricing.Money;
import dev.dalleserver.pricing.TokenUsage;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every {@link UsageHistory} promises. */
@Timeout(60)
public abstract class UsageHistoryContract {
  private static final int THREADS = 8;

  protected final MovingTime time = new MovingTime();

  /** Opens the history as a process does that starts: with all that was stored before. */
  protected abstract UsageHistory open(Clock clock) throws Exception;

  private UsageHistory open() throws Exception {
    return open(time.clock());
  }

  protected static Expense expense(String model, String cost) {
    return new Expense(
        Expense.IMAGE, model, 1, new TokenUsage(3, 2, 1, 4, 7), Money.parse(cost), "USD");
  }

  @Test
  void it_adds_up_by_day_model_and_series_and_outlives_the_process() throws Exception {
    UsageHistory history = open();
    history.record("simple", expense("a", "0.1"));
    history.record("simple", expense("a", "0.2"));
    history.record("other", expense("b", "0.01"));
    time.pass(Duration.ofDays(1));
    history.record("simple", expense("a", "0.5"));
    for (UsageHistory each : new UsageHistory[] {history, open()}) {
      assertThat(each.days()).extracting(UsageDay::day).containsExactly("2026-03-02", "2026-03-01");
      UsageDay first = each.days().get(1);
      assertThat(first.expenses().calls()).hasSize(2);
      assertThat(first.expenses().calls().get(0).answers()).isEqualTo(2);
      assertThat(first.expenses().calls().get(0).tokens())
          .isEqualTo(new TokenUsage(6, 4, 2, 8, 14));
      assertThat(first.expenses().cost()).isEqualTo(Money.parse("0.31"));
      assertThat(first.series())
          .isEqualTo(
              Map.of(
                  "simple", Money.parse("0.3").orElseThrow(),
                  "other", Money.parse("0.01").orElseThrow()));
    }
  }

  @Test
  void what_many_threads_record_adds_up() throws Exception {
    UsageHistory history = open();
    try (Together threads = new Together(THREADS)) {
      threads.call(
          () -> {
            for (int i = 0; i < 10; i++) {
              history.record("simple", expense("a", "0.1"));
            }
            return true;
          });
    }
    assertThat(open().days().get(0).expenses().cost()).isEqualTo(Money.parse("8"));
  }

  @Test
  void days_and_series_are_bounded() throws Exception {
    UsageHistory history = open();
    for (int i = 0; i < 300; i++) {
      history.record("series-" + i, expense("a", "1"));
    }
    assertThat(history.days().get(0).series()).hasSize(201);
    assertThat(history.days().get(0).series().get("_other"))
        .isEqualTo(Money.parse("100").orElseThrow());
    for (int i = 0; i < 100; i++) {
      time.pass(Duration.ofDays(1));
      history.record("simple", expense("a", "1"));
    }
    assertThat(open().days()).hasSize(92);
  }

  @Test
  void a_clock_that_is_set_back_begins_no_day() throws Exception {
    UsageHistory history = open();
    time.pass(Duration.ofDays(2));
    history.record("simple", expense("a", "1"));
    UsageHistory earlier = open(new MovingTime().clock());
    earlier.record("simple", expense("a", "1"));
    assertThat(earlier.days()).hasSize(1);
    assertThat(earlier.days().get(0).expenses().cost()).isEqualTo(Money.parse("2"));
  }
}
