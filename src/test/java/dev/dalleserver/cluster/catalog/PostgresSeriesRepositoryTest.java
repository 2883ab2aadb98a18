package dev.dalleserver.cluster.catalog;

import dev.dalleserver.cluster.postgres.Database;
import dev.dalleserver.cluster.postgres.Sql;
import dev.dalleserver.cluster.postgres.TestDatabase;
import dev.dalleserver.series.SeriesRepository;
import dev.dalleserver.series.SeriesRepositoryContract;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** The series as a table. Without notices: so changes are found by comparing alone. */
class PostgresSeriesRepositoryTest extends SeriesRepositoryContract {
  private static final Duration INTERVAL = Duration.ofMillis(100);
  private static final Sql REFUSE =
      new Sql(
          "refuse", "ALTER TABLE series_definition ADD CONSTRAINT refuse CHECK (false) NOT VALID");
  private static final Sql ALLOW =
      new Sql("allow", "ALTER TABLE series_definition DROP CONSTRAINT IF EXISTS refuse");

  private static TestDatabase test;
  private final List<Database> nodes = new ArrayList<>();

  @BeforeAll
  static void start() {
    test = TestDatabase.create();
  }

  @AfterAll
  static void stop() {
    test.close();
  }

  @BeforeEach
  void empty() {
    test.database().call("allow", session -> session.update(ALLOW));
    test.empty("series_definition");
  }

  @AfterEach
  void close() {
    nodes.forEach(Database::close);
  }

  @Override
  protected SeriesRepository open() {
    Database database = test.open("node");
    nodes.add(database);
    return new PostgresSeriesRepository(database, INTERVAL);
  }

  @Override
  protected void refuseToStore() {
    test.database().call("refuse", session -> session.update(REFUSE));
  }
}
