package dev.dalleserver.cluster.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dalleserver.cluster.NodeName;
import dev.dalleserver.fixtures.PostgresServer;
import dev.dalleserver.fixtures.Together;
import dev.dalleserver.fixtures.Waiting;
import dev.dalleserver.jobs.Cancellation.Reason;
import dev.dalleserver.jobs.CancelledException;
import dev.dalleserver.jobs.Capacity;
import dev.dalleserver.jobs.FakeJob;
import dev.dalleserver.jobs.FakeKind;
import dev.dalleserver.jobs.Given;
import dev.dalleserver.jobs.JobOutcome;
import dev.dalleserver.jobs.Jobs;
import dev.dalleserver.jobs.Lease;
import dev.dalleserver.jobs.StateUnavailableException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A database that is gone, or does not answer, and comes back. */
@Timeout(120)
class DatabaseAwayTest {
  private static final Sql ONE = new Sql("one", "SELECT 1");
  private static final Duration LEASE = Duration.ofSeconds(3);
  private static final DatabaseLimits LIMITS =
      new DatabaseLimits(
          4,
          6,
          Duration.ofSeconds(1),
          Duration.ofSeconds(1),
          Duration.ofMillis(800),
          Duration.ofSeconds(1),
          Duration.ofMillis(500));

  private PostgresServer server;
  private DatabaseUrl url;
  private Database database;
  private PostgresJobsFactory factory;
  private Notices notices;
  private Jobs<String, Given<FakeJob>, FakeJob> jobs;

  @BeforeEach
  void open() {
    server = PostgresServer.start();
    url = DatabaseUrl.parse(server.newDatabase());
    Schema.migrate(url, "");
    database = Database.open(url, "", "test", LIMITS, DatabaseObserver.NONE);
    NodeRegistry nodes =
        new NodeRegistry(database, new NodeName("test"), () -> new NodeFacts("1", "w", "1"), LEASE);
    factory = new PostgresJobsFactory(database, nodes, LEASE, new Outbox(database, List.of()));
    notices = new Notices(url, "", "test", LIMITS);
    jobs = factory.create(new FakeKind(), new Capacity(10, true));
    notices.start();
    factory.start(notices);
  }

  @AfterEach
  void close() {
    notices.close();
    factory.close();
    database.close();
    server.close();
  }

  private boolean answers() {
    try {
      return database.call("one", session -> session.first(ONE, row -> 1)).isPresent();
    } catch (DatabaseUnavailableException e) {
      return false;
    }
  }

  @Test
  void one_that_hangs_holds_few_threads_for_a_short_time_and_comes_back_by_itself()
      throws Exception {
    assertThat(answers()).isTrue();
    server.hang();
    try (Together threads = new Together(16)) {
      List<Duration> waits =
          threads.call(
              () -> {
                long start = System.nanoTime();
                assertThat(answers()).isFalse();
                return Duration.ofNanos(System.nanoTime() - start);
              });
      assertThat(waits).allMatch(wait -> wait.compareTo(Duration.ofSeconds(5)) < 0);
      assertThat(waits.stream().filter(wait -> wait.toMillis() > 400))
          .hasSizeLessThanOrEqualTo(LIMITS.waiters());
    }
    long start = System.nanoTime();
    for (int i = 0; i < 100; i++) {
      answers();
    }
    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .as("a hundred calls while it is known to hang")
        .isLessThan(Duration.ofSeconds(8));
    server.goOn();
    Waiting.until(this::answers);
    // What found it back gives its connection back right after.
    Waiting.until(() -> !database.isAway() && database.pool().active() == 0);
  }

  @Test
  void one_that_crashes_is_used_again_with_all_that_was_committed() {
    FakeJob job = new FakeJob("a");
    jobs.submit(FakeJob.request(job));
    long connections = notices.connections();
    server.crash();
    assertThatThrownBy(() -> jobs.find("a")).isInstanceOf(StateUnavailableException.class);
    assertThatThrownBy(() -> jobs.submit(FakeJob.request(new FakeJob("b"))))
        .isInstanceOf(StateUnavailableException.class);
    server.startAgain();
    Waiting.until(this::answers);
    assertThat(jobs.find("a")).contains(job);
    Waiting.until(() -> notices.connections() > connections);
    assertThat(jobs.claim(LEASE)).isPresent();
  }

  @Test
  void connections_that_were_ended_are_replaced() {
    jobs.submit(FakeJob.request(new FakeJob("a")));
    server.execute(
        "postgres",
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
            + " AND datname LIKE 'test%'");
    Waiting.until(this::answers);
    Waiting.until(notices::isListening);
    Waiting.until(() -> jobs.claim(LEASE).isPresent());
  }

  @Test
  void a_worker_stops_before_its_lease_is_over_and_the_job_goes_on_afterwards() throws Exception {
    jobs.submit(FakeJob.request(new FakeJob("a")));
    Lease<String, FakeJob> lease = jobs.claim(LEASE).orElseThrow();
    server.hang();
    long start = System.nanoTime();
    lease.job().cancellation().check();
    Waiting.until(() -> lease.job().cancellation().isRequested());
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(LEASE);
    assertThat(lease.job().cancellation().reason()).contains(Reason.LEASE_LOST);
    assertThatThrownBy(lease.job().cancellation()::beginPaying)
        .isInstanceOf(CancelledException.class);
    long over = start + LEASE.plusSeconds(1).toNanos();
    Waiting.until(() -> System.nanoTime() > over);
    server.goOn();
    Waiting.until(this::answers);
    Lease<String, FakeJob>[] again = claimAgain();
    assertThat(again[0].fence()).isGreaterThan(lease.fence());
    assertThat(jobs.finish(again[0], new JobOutcome.Done())).isTrue();
  }

  @SuppressWarnings("unchecked")
  private Lease<String, FakeJob>[] claimAgain() {
    Lease<String, FakeJob>[] again = new Lease[1];
    Waiting.until(
        () -> {
          try {
            return jobs.claim(LEASE)
                .map(
                    lease -> {
                      again[0] = lease;
                      return true;
                    })
                .orElse(false);
          } catch (StateUnavailableException e) {
            return false;
          }
        });
    return again;
  }
}
