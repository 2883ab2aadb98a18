package dev.dalleserver.cluster.postgres;

import dev.dalleserver.cluster.NodeName;
import dev.dalleserver.jobs.Capacity;
import dev.dalleserver.jobs.FakeJob;
import dev.dalleserver.jobs.FakeKind;
import dev.dalleserver.jobs.Given;
import dev.dalleserver.jobs.Jobs;
import dev.dalleserver.jobs.JobsContract;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;

/** The jobs of a cluster keep the contract. */
class PostgresJobsTest extends JobsContract {
  private static final Sql PASS =
      new Sql("pass", "UPDATE job SET lease_until = lease_until - ? * interval '1 millisecond'");

  private static TestDatabase test;
  private final List<PostgresJobsFactory> opened = new ArrayList<>();

  @BeforeAll
  static void create() {
    test = TestDatabase.create();
  }

  @AfterAll
  static void drop() {
    test.close();
  }

  @AfterEach
  void closeFactories() {
    opened.forEach(PostgresJobsFactory::close);
  }

  @Override
  protected int rounds() {
    return 25;
  }

  @Override
  protected void pass(Duration duration) {
    test.database().call("pass", session -> session.update(PASS, duration.toMillis()));
  }

  @Override
  protected Jobs<String, Given<FakeJob>, FakeJob> open(Capacity capacity, LongSupplier nanos) {
    test.empty("job");
    NodeRegistry nodes =
        new NodeRegistry(
            test.database(), new NodeName("test"), () -> new NodeFacts("1", "words", "1"), LEASE);
    PostgresJobsFactory factory =
        new PostgresJobsFactory(
            test.database(), nodes, LEASE, new Outbox(test.database(), List.of()));
    opened.add(factory);
    return factory.create(new FakeKind(), capacity);
  }
}
