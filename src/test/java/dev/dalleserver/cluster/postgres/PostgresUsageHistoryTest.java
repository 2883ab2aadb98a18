package dev.dalleserver.cluster.postgres;

import dev.dalleserver.spending.UsageHistory;
import dev.dalleserver.spending.UsageHistoryContract;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

class PostgresUsageHistoryTest extends UsageHistoryContract {
  private static TestDatabase test;

  @BeforeAll
  static void create() {
    test = TestDatabase.create();
  }

  @AfterAll
  static void drop() {
    test.close();
  }

  @BeforeEach
  void empty() {
    test.empty("usage_day");
  }

  @Override
  protected UsageHistory open(Clock clock) {
    return new PostgresUsageHistory(
        test.database(), session -> LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC));
  }
}
