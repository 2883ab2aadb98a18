package dev.dalleserver.cluster.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dalleserver.cluster.NodeName;
import dev.dalleserver.cluster.postgres.PostgresSpendingLedger.Limits;
import dev.dalleserver.jobs.Capacity;
import dev.dalleserver.jobs.CurrentLease;
import dev.dalleserver.jobs.FakeJob;
import dev.dalleserver.jobs.FakeKind;
import dev.dalleserver.jobs.Given;
import dev.dalleserver.jobs.Jobs;
import dev.dalleserver.jobs.Lease;
import dev.dalleserver.pricing.Money;
import dev.dalleserver.spending.PaymentIntent;
import dev.dalleserver.spending.PaymentIntent.Outcome;
import dev.dalleserver.spending.SpendingLedger;
import dev.dalleserver.spending.SpendingLedgerContract;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PostgresSpendingLedgerTest extends SpendingLedgerContract {
  private static final Duration LEASE = Duration.ofSeconds(15);

  private static TestDatabase test;

  @BeforeAll
  static void create() {
    test = TestDatabase.create();
    execute(
        "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS"
            + " $$ BEGIN RAISE 'disk full'; END $$");
  }

  @AfterAll
  static void drop() {
    test.close();
  }

  @BeforeEach
  void empty() {
    test.empty("spending_day", "spending_intent", "spending_total", "node", "job");
  }

  @AfterEach
  void storeAgain() {
    execute("DROP TRIGGER IF EXISTS refusal ON spending_day");
  }

  private static void execute(String sql) {
    test.database().call("execute", session -> session.update(new Sql("execute", sql)));
  }

  @Override
  protected SpendingLedger open(int limit, Money budget, Clock clock) {
    // The process before has died.
    test.empty("node");
    return ledger(limit, budget, clock);
  }

  @Override
  protected SpendingLedger openBeside(SpendingLedger first, int limit, Money budget) {
    return ledger(limit, budget, time.clock());
  }

  private PostgresSpendingLedger ledger(int limit, Money budget, Clock clock) {
    NodeRegistry nodes =
        new NodeRegistry(
            test.database(), new NodeName("test"), () -> new NodeFacts("1", "words", "1"), LEASE);
    nodes.beat();
    return new PostgresSpendingLedger(
        test.database(),
        nodes.id(),
        LEASE,
        clock,
        new Limits(limit, budget),
        session -> LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC));
  }

  @Override
  protected void refuseToStore() {
    execute(
        "CREATE TRIGGER refusal BEFORE INSERT OR UPDATE ON spending_day FOR EACH ROW EXECUTE"
            + " FUNCTION refuse()");
  }

  @Override
  protected boolean intentsOutliveTheProcess() {
    return true;
  }

  @Test
  void a_worker_whose_lease_is_over_takes_nothing() throws Exception {
    SpendingLedger ledger = open(5);
    NodeRegistry nodes =
        new NodeRegistry(
            test.database(), new NodeName("node"), () -> new NodeFacts("1", "words", "1"), LEASE);
    PostgresJobsFactory factory =
        new PostgresJobsFactory(
            test.database(), nodes, LEASE, new Outbox(test.database(), List.of()));
    Jobs<String, Given<FakeJob>, FakeJob> jobs =
        factory.create(new FakeKind(), new Capacity(10, true));
    jobs.submit(FakeJob.request(new FakeJob("a")));
    Lease<String, FakeJob> lease = jobs.claim(LEASE).orElseThrow();
    try (CurrentLease.Scope scope = CurrentLease.enter(lease.fence())) {
      take(ledger).end(Outcome.RECEIVED);
      execute("UPDATE job SET lease_until = lease_until - interval '15 seconds'");
      assertThatThrownBy(() -> take(ledger)).isInstanceOf(LeaseLostException.class);
    } finally {
      factory.close();
    }
    assertThat(ledger.used()).isEqualTo(1);
    take(ledger);
    assertThat(ledger.used()).isEqualTo(2);
  }

  @Test
  void an_intent_of_a_process_that_is_alive_is_counted_too_when_another_begins_its_subject()
      throws Exception {
    SpendingLedger first = ledger(0, Money.ZERO, time.clock());
    SpendingLedger second = ledger(0, Money.ZERO, time.clock());
    PaymentIntent slow = first.begin("same");
    second.begin("same").end(Outcome.RECEIVED);
    slow.end(Outcome.UNCERTAIN);
    assertThat(second.possiblyBilledTwice()).isEqualTo(1);
    assertThat(first.used()).isEqualTo(2);
  }

  @Test
  void intents_of_dead_processes_are_forgotten_after_a_day_and_stay_counted() throws Exception {
    PostgresSpendingLedger ledger = ledger(0, Money.ZERO, time.clock());
    ledger.begin("of the living");
    execute("UPDATE spending_intent SET begun_at = begun_at - interval '25 hours'");
    assertThat(ledger.forgetAbandoned()).isZero();
    test.empty("node");
    assertThat(ledger.forgetAbandoned()).isEqualTo(1);
    assertThat(ledger.used()).isEqualTo(1);
  }

  @Test
  void what_was_read_last_is_told_while_the_database_does_not_answer() throws Exception {
    Database other = test.open("other");
    PostgresSpendingLedger ledger =
        new PostgresSpendingLedger(other, "p", LEASE, Clock.systemUTC(), new Limits(3, Money.ZERO));
    PaymentIntent intent = ledger.begin("a");
    assertThat(ledger.used()).isEqualTo(1);
    other.close();
    assertThat(ledger.used()).isEqualTo(1);
    assertThatThrownBy(() -> ledger.begin("b")).isInstanceOf(DatabaseUnavailableException.class);
    intent.end(Outcome.FREE);
  }
}
