package dev.dalleserver.cluster.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.dalleserver.cluster.NodeName;
import dev.dalleserver.fixtures.LossyLink;
import dev.dalleserver.fixtures.PostgresServer;
import dev.dalleserver.jobs.Capacity;
import dev.dalleserver.jobs.FakeJob;
import dev.dalleserver.jobs.FakeKind;
import dev.dalleserver.jobs.Given;
import dev.dalleserver.jobs.JobOutcome;
import dev.dalleserver.jobs.Jobs;
import dev.dalleserver.jobs.Lease;
import dev.dalleserver.jobs.Submission;
import dev.dalleserver.pricing.Money;
import dev.dalleserver.spending.PaymentIntent;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A connection that is lost in the midst of a commit: what has become of it is asked. */
@Timeout(60)
class LostAnswersTest {
  private static final Duration LEASE = Duration.ofSeconds(15);
  private static final Sql INSERT =
      new Sql("insert", "INSERT INTO callback (kind, key, receiver) VALUES ('k', ?, 'r')");
  private static final Sql ROWS = new Sql("rows", "SELECT count(*) FROM callback WHERE key = ?");

  private static TestDatabase test;
  private LossyLink link;
  private Database database;

  @BeforeAll
  static void create() {
    test = TestDatabase.create();
  }

  @AfterAll
  static void drop() {
    test.close();
  }

  @BeforeEach
  void open() throws Exception {
    test.empty("job", "callback", "node", "spending_day", "spending_intent");
    link = new LossyLink(PostgresServer.shared().port());
    DatabaseUrl lossy = test.urlAt(link.port());
    database = Database.open(lossy, "", "lossy", DatabaseLimits.standard(), DatabaseObserver.NONE);
  }

  @AfterEach
  void close() throws Exception {
    database.close();
    link.close();
  }

  private long rows(String key) {
    return test.database()
        .call("rows", session -> session.first(ROWS, row -> row.getLong(1), key))
        .orElseThrow();
  }

  @Test
  void a_commit_whose_answer_is_lost_is_known_to_be_done() {
    link.loseAnswer("COMMIT");
    assertThat(database.<Integer>transaction("once", session -> session.update(INSERT, "answer")))
        .isEqualTo(1);
    assertThat(link.losses()).isEqualTo(1);
    assertThat(rows("answer")).isEqualTo(1);
  }

  @Test
  void a_thread_that_is_interrupted_learns_what_has_become_of_its_commit() {
    link.loseAnswer("COMMIT");
    int inserted =
        database.transaction(
            "once",
            session -> {
              int rows = session.update(INSERT, "interrupted");
              Thread.currentThread().interrupt();
              return rows;
            });
    assertThat(Thread.interrupted()).isTrue();
    assertThat(inserted).isEqualTo(1);
    assertThat(link.losses()).isEqualTo(1);
    assertThat(rows("interrupted")).isEqualTo(1);
  }

  @Test
  void nothing_is_asked_any_more_when_the_pool_is_closed() {
    link.loseAnswer("COMMIT");
    DatabaseUnavailableException away =
        catchThrowableOfType(
            DatabaseUnavailableException.class,
            () ->
                database.<Integer>transaction(
                    "closed",
                    session -> {
                      int rows = session.update(INSERT, "closed");
                      Thread.currentThread().interrupt();
                      database.close();
                      return rows;
                    }));
    assertThat(Thread.interrupted()).isTrue();
    assertThat(away.getCause().getSuppressed()).hasSizeLessThanOrEqualTo(1);
  }

  @Test
  void a_commit_that_does_not_arrive_is_done_again() {
    link.loseRequest("COMMIT");
    database.<Integer>transaction("again", session -> session.update(INSERT, "request"));
    assertThat(link.losses()).isEqualTo(1);
    assertThat(rows("request")).isEqualTo(1);
  }

  @Test
  void a_transaction_within_one_is_a_part_of_it() {
    assertThatThrownBy(
            () ->
                database.transaction(
                    "outer",
                    session -> {
                      database.<Integer>call("inner", inner -> inner.update(INSERT, "inner"));
                      assertThat(database.pool().active()).isEqualTo(1);
                      throw new IllegalStateException("undone");
                    }))
        .hasMessage("undone");
    assertThat(rows("inner")).isZero();
  }

  private Jobs<String, Given<FakeJob>, FakeJob> jobs() {
    NodeRegistry registry =
        new NodeRegistry(
            database, new NodeName("n"), () -> new NodeFacts("1", "words", "1"), LEASE);
    return new PostgresJobsFactory(database, registry, LEASE, new Outbox(database, List.of()))
        .create(new FakeKind(), new Capacity(100, true));
  }

  @Test
  void what_is_submitted_claimed_and_ended_is_known_although_each_answer_is_lost() {
    Jobs<String, Given<FakeJob>, FakeJob> jobs = jobs();
    link.loseAnswer("COMMIT");
    assertThat(jobs.submit(FakeJob.request(new FakeJob("a"))))
        .isInstanceOf(Submission.Started.class);
    assertThat(link.losses()).isEqualTo(1);
    link.loseAnswer("COMMIT");
    Lease<String, FakeJob> lease = jobs.claim(LEASE).orElseThrow();
    assertThat(link.losses()).isEqualTo(2);
    link.loseAnswer("COMMIT");
    assertThat(jobs.finish(lease, new JobOutcome.Done())).isTrue();
    assertThat(link.losses()).isEqualTo(3);
    assertThat(lease.job().outcome()).isEqualTo(new JobOutcome.Done());
  }

  @Test
  void what_is_taken_from_the_budget_is_taken_once_although_the_answer_is_lost() throws Exception {
    PostgresSpendingLedger ledger =
        new PostgresSpendingLedger(
            database,
            "p",
            LEASE,
            Clock.systemUTC(),
            new PostgresSpendingLedger.Limits(2, Money.ZERO));
    link.loseAnswer("COMMIT");
    PaymentIntent intent = ledger.begin("a");
    assertThat(link.losses()).isEqualTo(1);
    assertThat(ledger.used()).isEqualTo(1);
    link.loseAnswer("COMMIT");
    intent.end(PaymentIntent.Outcome.FREE, Optional.empty());
    assertThat(link.losses()).isEqualTo(2);
    assertThat(ledger.used()).isZero();
  }
}
