package dev.dalleserver.cluster.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.cluster.NodeName;
import dev.dalleserver.jobs.Capacity;
import dev.dalleserver.jobs.FakeJob;
import dev.dalleserver.jobs.FakeKind;
import dev.dalleserver.jobs.Given;
import dev.dalleserver.jobs.Jobs;
import dev.dalleserver.jobs.LeaseModel;
import dev.dalleserver.jobs.LeaseModel.Actor;
import dev.dalleserver.jobs.WithoutFence;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Three processes on one database do what the model says, in every interleaving. */
class ClusterLeaseModelTest {
  private static final Duration LEASE = Duration.ofMinutes(10);
  private static final Sql PASS =
      new Sql("pass", "UPDATE job SET lease_until = clock_timestamp() WHERE ended_at IS NULL");
  private static final Sql LIVE = new Sql("live", "UPDATE node SET seen_at = clock_timestamp()");

  private static TestDatabase test;
  private final List<PostgresJobsFactory> opened = new ArrayList<>();
  private final Map<Actor, Jobs<String, Given<FakeJob>, FakeJob>> processes =
      new EnumMap<>(Actor.class);

  @BeforeAll
  static void create() {
    test = TestDatabase.create();
  }

  @AfterAll
  static void drop() {
    test.close();
  }

  @BeforeEach
  void open() {
    test.empty("job", "node");
    for (Actor actor : Actor.values()) {
      NodeRegistry nodes =
          new NodeRegistry(
              test.database(),
              new NodeName(actor.name()),
              () -> new NodeFacts("1", "words", "1"),
              LEASE);
      nodes.beat();
      PostgresJobsFactory factory =
          new PostgresJobsFactory(
              test.database(), nodes, LEASE, new Outbox(test.database(), List.of()));
      opened.add(factory);
      processes.put(actor, factory.create(new FakeKind(), new Capacity(100_000, true)));
    }
  }

  @AfterEach
  void close() {
    opened.forEach(PostgresJobsFactory::close);
  }

  private final class Cluster implements LeaseModel.World {
    @Override
    public Jobs<String, Given<FakeJob>, FakeJob> jobs(Actor actor) {
      return processes.get(actor);
    }

    @Override
    public void pass(Duration duration) {
      test.database().call("pass", session -> session.update(PASS));
      test.database().call("live", session -> session.update(LIVE));
    }
  }

  @Test
  void no_interleaving_of_a_sample_breaks_the_contract() {
    int every = 400;
    int first = new Random().nextInt(every);
    assertThat(new LeaseModel(new Cluster()).findViolation(every, first))
        .as("those from %d on", first)
        .isEmpty();
  }

  @Test
  @Tag("long")
  void no_interleaving_breaks_the_contract() {
    assertThat(new LeaseModel(new Cluster()).findViolation(1, 0)).isEmpty();
  }

  @Test
  void without_the_fence_one_is_found_that_does() {
    WithoutFence unfenced = new WithoutFence(processes.get(Actor.FIRST));
    processes.replaceAll((actor, jobs) -> unfenced);
    assertThat(new LeaseModel(new Cluster()).findViolation(20, 0)).isPresent();
  }
}
