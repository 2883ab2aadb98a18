package dev.dalleserver.cluster.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dalleserver.cluster.NodeName;
import dev.dalleserver.fixtures.Together;
import dev.dalleserver.fixtures.Waiting;
import dev.dalleserver.jobs.Cancellation.Reason;
import dev.dalleserver.jobs.Capacity;
import dev.dalleserver.jobs.FakeJob;
import dev.dalleserver.jobs.FakeKind;
import dev.dalleserver.jobs.Given;
import dev.dalleserver.jobs.JobLimits;
import dev.dalleserver.jobs.JobOutcome;
import dev.dalleserver.jobs.JobRunner;
import dev.dalleserver.jobs.Jobs;
import dev.dalleserver.jobs.Lease;
import dev.dalleserver.jobs.NewJob;
import dev.dalleserver.jobs.Submission;
import dev.dalleserver.jobs.WorkerPool;
import dev.dalleserver.tasks.TaskScheduler;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the processes of a cluster see of each other's jobs. */
@Timeout(60)
class ClusterJobsTest {
  private static final Duration LEASE = Duration.ofSeconds(15);
  private static final Sql PASS =
      new Sql("pass", "UPDATE job SET lease_until = lease_until - ? * interval '1 millisecond'");
  private static final Sql AGE =
      new Sql("age", "UPDATE job SET ended_at = ended_at - interval '61 minutes' WHERE key <> 'b'");

  private static final Sql SILENCE =
      new Sql("silence", "UPDATE node SET seen_at = seen_at - interval '1 hour'");

  private static final Sql END = new Sql("end", "SELECT pg_terminate_backend(pg_backend_pid())");

  private static final Sql LAST = new Sql("last", "SELECT max(id) FROM job");

  private static final Sql CALLBACKS = new Sql("callbacks", "SELECT count(*) FROM callback");

  private static TestDatabase test;
  private final List<AutoCloseable> opened = new ArrayList<>();

  /** One process. */
  private final class Node {
    private final FakeKind kind = new FakeKind();
    private final Database database;
    private final NodeRegistry registry;
    private final PostgresJobsFactory factory;
    private final Notices notices;
    private final Jobs<String, Given<FakeJob>, FakeJob> jobs;
    private final List<String> ended = new CopyOnWriteArrayList<>();

    Node(String name, Duration lease) {
      database = test.open(name);
      registry =
          new NodeRegistry(
              database, new NodeName(name), () -> new NodeFacts("1", "words", "1"), lease);
      factory = new PostgresJobsFactory(database, registry, lease, new Outbox(database, List.of()));
      notices = new Notices(test.url(), "", name, DatabaseLimits.standard());
      jobs = factory.create(kind, Capacity.ofWorkers(new JobLimits(4, 100, Duration.ofMinutes(1))));
      jobs.subscribe(job -> ended.add(job.name()));
      opened.add(database);
      opened.add(notices);
      opened.add(factory);
    }

    Node start() {
      notices.start();
      factory.start(notices);
      return this;
    }

    FakeJob submit(String key) {
      return ((Submission.Started<FakeJob>) jobs.submit(FakeJob.request(new FakeJob(key)))).job();
    }

    Lease<String, FakeJob> claim() {
      return jobs.claim(LEASE).orElseThrow();
    }
  }

  private Node first;
  private Node second;

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
    first = new Node("first", LEASE);
    second = new Node("second", LEASE);
  }

  @AfterEach
  void close() throws Exception {
    for (int i = opened.size() - 1; i >= 0; i--) {
      opened.get(i).close();
    }
  }

  private static void pass(Duration duration) {
    test.database().call("pass", session -> session.update(PASS, duration.toMillis()));
  }

  @Test
  void a_request_to_another_process_joins_the_job() {
    first.submit("a");
    Submission<FakeJob> joined = second.jobs.submit(FakeJob.request(new FakeJob("a")));
    assertThat(joined).isEqualTo(new Submission.Joined<>(second.jobs.find("a").orElseThrow()));
    assertThat(second.jobs.waiting()).isEqualTo(1);
  }

  @Test
  void many_that_submit_at_once_in_two_processes_get_exactly_the_places_there_are()
      throws Exception {
    AtomicInteger numbers = new AtomicInteger();
    AtomicInteger full = new AtomicInteger();
    AtomicInteger started = new AtomicInteger();
    try (Together threads = new Together(16)) {
      threads.call(
          () -> {
            for (int i = 0; i < 10; i++) {
              int number = numbers.incrementAndGet();
              Submission<FakeJob> submission =
                  (number % 2 == 0 ? first : second)
                      .jobs.submit(FakeJob.request(new FakeJob("job-" + number)));
              (submission instanceof Submission.Started ? started : full).incrementAndGet();
            }
            return true;
          });
    }
    assertThat(started).hasValue(104);
    assertThat(full).hasValue(160 - 104);
  }

  @Test
  void what_is_written_before_a_job_is_in_line_is_undone_with_it() {
    Outbox outbox = new Outbox(first.database, List.of());
    URI receiver = URI.create("https://receiver.example");
    assertThatThrownBy(
            () ->
                first.jobs.submit(
                    FakeJob.request(new FakeJob("a"))
                        .preparedBy(
                            job -> {
                              outbox.register("fake", "a", receiver, 5);
                              assertThat(first.database.pool().active()).isEqualTo(1);
                              throw new IllegalStateException("refused");
                            })))
        .hasMessage("refused");
    Optional<Long> rows =
        test.database().call("rows", session -> session.first(CALLBACKS, row -> row.getLong(1)));
    assertThat(rows).contains(0L);
    assertThat(first.jobs.find("a")).isEmpty();
  }

  @Test
  void a_job_is_worked_on_by_any_process_and_its_steps_are_seen_by_all() {
    FakeJob submitted = first.submit("a");
    second.start();
    first.start();
    Lease<String, FakeJob> lease = second.claim();
    assertThat(first.jobs.claim(LEASE)).isEmpty();
    second.kind.step(lease.job(), "halfway");
    Waiting.until(() -> submitted.states().contains("halfway"));
    assertThat(second.jobs.finish(lease, new JobOutcome.Done())).isTrue();
    Waiting.until(submitted::isEnded);
    assertThat(submitted.outcome()).isEqualTo(new JobOutcome.Done());
    assertThat(second.ended).containsExactly("a");
    assertThat(first.ended).as("listeners of another process").isEmpty();
  }

  @Test
  void a_process_that_watches_knows_all_jobs_and_no_more_afterwards() {
    first.start();
    second.start();
    first.submit("old");
    Jobs.Watch watch = second.jobs.watch();
    Jobs.Watch other = second.jobs.watch();
    assertThat(second.kind.begun("old")).as("at once").isPresent();
    other.close();
    other.close();
    FakeJob asked = first.submit("new");
    Waiting.until(() -> second.kind.begun("new").isPresent());
    FakeJob shown = second.kind.begun("new").orElseThrow();
    first.jobs.requestEnd(asked, Reason.CANCELLED);
    Waiting.until(shown::isEnded);
    watch.close();
    FakeJob unseen = first.submit("unseen");
    first.jobs.requestEnd(unseen, Reason.CANCELLED);
    FakeJob old = second.kind.begun("old").orElseThrow();
    first.jobs.requestEnd(first.jobs.find("old").orElseThrow(), Reason.CANCELLED);
    Waiting.until(old::isEnded);
    // Notices of this kind come in their order.
    assertThat(second.kind.begun("unseen")).isEmpty();
  }

  @Test
  void a_job_that_ended_before_a_process_that_watches_has_read_it_begins_there_and_ends() {
    Jobs.Watch watch = second.jobs.watch();
    FakeJob job = first.submit("a");
    first.jobs.requestEnd(job, Reason.CANCELLED);
    long id =
        test.database().call("id", session -> session.first(LAST, row -> row.getLong(1))).get();
    ((PostgresJobs<?, ?, ?>) second.jobs).onChange(id);
    FakeJob shown = second.kind.begun("a").orElseThrow();
    assertThat(shown.isEnded()).isTrue();
    assertThat(second.kind.isRecalled(shown)).isFalse();
    watch.close();
  }

  @Test
  void a_job_that_cannot_be_read_hides_no_other_from_a_process_that_watches() {
    first.submit(FakeKind.UNREADABLE);
    first.submit("a");
    Jobs.Watch watch = second.jobs.watch();
    assertThat(second.kind.begun("a")).isPresent();
    watch.close();
  }

  private static List<String> changedKeys(List<JobTable.Shown> shown) {
    return test.database().call("changed", session -> JobTable.changed(session, shown)).stream()
        .map(JobRow::key)
        .toList();
  }

  @Test
  void of_many_jobs_those_are_read_that_have_changed() {
    first.submit("a");
    FakeJob waits = first.submit("b");
    List<JobTable.Shown> shown =
        test.database().call("kept", session -> JobTable.kept(session, first.kind.name())).stream()
            .map(row -> new JobTable.Shown(row.id(), row.version(), row.fence()))
            .toList();
    assertThat(shown).hasSize(2);
    assertThat(changedKeys(shown)).isEmpty();
    Lease<String, FakeJob> lease = first.claim();
    assertThat(changedKeys(shown)).as("claimed").containsExactly("a");
    JobTable.Shown held = new JobTable.Shown(shown.get(0).id(), 1, lease.fence());
    assertThat(changedKeys(List.of(held, shown.get(1)))).isEmpty();
    first.jobs.advance(lease, job -> first.kind.step(job, "halfway"));
    assertThat(changedKeys(List.of(held, shown.get(1)))).as("written").containsExactly("a");
    first.jobs.requestEnd(waits, Reason.CANCELLED);
    assertThat(changedKeys(List.of(shown.get(1)))).as("ended").containsExactly("b");
  }

  @Test
  void whoever_looks_sees_what_was_written_before_also_without_notices() {
    first.submit("a");
    Lease<String, FakeJob> lease = first.claim();
    first.jobs.advance(lease, job -> first.kind.step(job, "halfway"));
    assertThat(second.jobs.find("a").orElseThrow().states()).containsExactly("halfway");
    first.jobs.finish(lease, new JobOutcome.Done());
    assertThat(second.jobs.find("a").orElseThrow().outcome()).isEqualTo(new JobOutcome.Done());
  }

  @Test
  void a_job_is_cancelled_from_any_process_and_its_worker_is_asked_to_stop() {
    first.submit("a");
    first.start();
    Lease<String, FakeJob> lease = first.claim();
    FakeJob seen = second.jobs.find("a").orElseThrow();
    assertThat(second.jobs.requestEnd(seen, Reason.CANCELLED)).isTrue();
    Waiting.until(() -> lease.job().cancellation().isRequested());
    Waiting.until(lease.job()::isEnded);
    assertThat(lease.job().outcome()).isEqualTo(new JobOutcome.Cancelled());
    assertThat(first.jobs.finish(lease, new JobOutcome.Done())).isFalse();
  }

  @Test
  void a_process_that_lost_its_lease_changes_nothing_and_is_asked_to_stop() {
    first.submit("a");
    Lease<String, FakeJob> old = first.claim();
    pass(LEASE);
    Lease<String, FakeJob> next = second.claim();
    assertThat(next.fence()).isGreaterThan(old.fence());
    assertThat(first.jobs.renew(old, LEASE)).isFalse();
    first.kind.step(old.job(), "late");
    assertThat(first.jobs.advance(old, job -> {})).isFalse();
    assertThat(first.jobs.finish(old, new JobOutcome.Done())).isFalse();
    first.start();
    Waiting.until(() -> old.job().cancellation().isRequested());
    assertThat(old.job().cancellation().reason()).contains(Reason.LEASE_LOST);
    assertThat(second.jobs.find("a").orElseThrow().states()).doesNotContain("late");
    assertThat(second.jobs.finish(next, new JobOutcome.Done())).isTrue();
    Waiting.until(old.job()::isEnded);
  }

  @Test
  void a_lease_is_renewed_while_its_process_lives_and_no_longer() throws Exception {
    Duration lease = Duration.ofSeconds(2);
    Node living = new Node("living", lease).start();
    living.submit("a");
    assertThat(living.jobs.claim(lease)).isPresent();
    long until = System.nanoTime() + lease.multipliedBy(2).toNanos();
    Waiting.until(() -> System.nanoTime() > until);
    assertThat(second.jobs.claim(LEASE)).isEmpty();
    FakeJob job = living.jobs.find("a").orElseThrow();
    assertThat(job.cancellation().checkLease()).isFalse();
    living.factory.close();
    long stopped = System.nanoTime();
    Waiting.until(() -> second.jobs.claim(LEASE).isPresent());
    assertThat(Duration.ofNanos(System.nanoTime() - stopped)).isLessThan(lease.plusSeconds(2));
    Waiting.until(() -> job.cancellation().checkLease());
  }

  @Test
  void a_job_that_brought_down_two_processes_fails_in_the_third() {
    first.submit("a");
    first.claim();
    pass(LEASE);
    second.claim();
    pass(LEASE);
    test.database().call("silence", session -> session.update(SILENCE));
    assertThat(new Node("third", LEASE).jobs.claim(LEASE)).isEmpty();
    FakeJob failed = first.jobs.find("a").orElseThrow();
    assertThat(failed.outcome()).isInstanceOf(JobOutcome.Failed.class);
    assertThat(((JobOutcome.Failed) failed.outcome()).reason())
        .hasMessage("2 servers in a row died while they worked on this; it is not tried again");
  }

  @Test
  void a_job_whose_processes_were_only_cut_off_is_tried_again() {
    first.submit("a");
    first.claim();
    pass(LEASE);
    second.claim();
    pass(LEASE);
    first.registry.beat();
    second.registry.beat();
    assertThat(new Node("third", LEASE).jobs.claim(LEASE)).isPresent();
  }

  @Test
  void a_job_is_tried_again_when_the_database_was_away_and_no_process_could_be_seen_in_it() {
    first.submit("a");
    first.claim();
    pass(LEASE);
    second.claim();
    pass(LEASE);
    test.database().call("silence", session -> session.update(SILENCE));
    Node third = new Node("third", LEASE);
    assertThatThrownBy(() -> third.database.call("end", session -> session.first(END, row -> 1)))
        .isInstanceOf(DatabaseUnavailableException.class);
    assertThat(third.jobs.claim(LEASE)).isPresent();
  }

  @Test
  void an_end_that_its_process_did_not_live_to_acknowledge_is_forgotten_an_hour_later() {
    FakeJob job = first.submit("a");
    first.submit("b");
    first.submit("c");
    first.jobs.finish(first.claim(), new JobOutcome.Done());
    first.jobs.finish(first.claim(), new JobOutcome.Done());
    test.database().call("age", session -> session.update(AGE));
    second.factory.purge();
    assertThat(second.jobs.list()).extracting(FakeJob::name).containsExactly("b", "c");
    assertThat(first.jobs.acknowledge(job)).isFalse();
    second.factory.purge();
    assertThat(second.jobs.find("b")).isPresent();
  }

  @Test
  void what_a_stopping_process_leaves_goes_on_in_another_at_its_place() {
    FakeJob job = first.submit("a");
    first.submit("b");
    Lease<String, FakeJob> lease = first.claim();
    first.jobs.list().forEach(it -> first.jobs.leave(it, false));
    assertThat(job.cancellation().reason()).contains(Reason.SHUTDOWN);
    assertThat(job.isEnded()).isFalse();
    assertThat(first.jobs.finish(lease, new JobOutcome.ShutDown())).isFalse();
    assertThat(second.claim().key()).isEqualTo("a");
    assertThat(second.claim().key()).isEqualTo("b");
  }

  @Test
  void what_it_pays_for_is_left_when_that_has_ended() throws Exception {
    FakeJob job = first.submit("a");
    Lease<String, FakeJob> lease = first.claim();
    job.cancellation().beginPaying();
    first.jobs.leave(job, false);
    assertThat(job.cancellation().isRequested()).isFalse();
    assertThat(second.jobs.claim(LEASE)).isEmpty();
    assertThat(first.jobs.finish(lease, new JobOutcome.ShutDown())).isFalse();
    assertThat(second.claim().key()).isEqualTo("a");
  }

  @Test
  void a_name_of_a_client_is_known_to_all_processes() {
    NewJob<String, Given<FakeJob>, FakeJob> request =
        FakeJob.request(new FakeJob("a")).named(Optional.of("name"));
    first.jobs.submit(request);
    assertThat(second.jobs.knows("name")).isTrue();
    assertThat(second.jobs.submit(FakeJob.request(new FakeJob("b")).named(Optional.of("name"))))
        .isInstanceOf(Submission.Joined.class);
    assertThat(second.jobs.find("b")).isEmpty();
  }

  @Test
  void a_worker_of_another_process_takes_what_the_first_has_no_worker_for() {
    CountDownLatch hold = new CountDownLatch(1);
    List<String> made = new CopyOnWriteArrayList<>();
    first.start();
    second.start();
    try (JobRunner<String, Given<FakeJob>, FakeJob> busy =
            new JobRunner<>(first.jobs, WorkerPool.fixed(1), new TaskScheduler("first"));
        JobRunner<String, Given<FakeJob>, FakeJob> idle =
            new JobRunner<>(second.jobs, WorkerPool.fixed(1), new TaskScheduler("second"))) {
      first.jobs.subscribe(job -> made.add("first " + job.name()));
      second.jobs.subscribe(job -> made.add("second " + job.name()));
      busy.submit(FakeJob.request(new Held("a", hold)));
      Waiting.until(() -> busy.active() + idle.active() >= 1);
      for (int i = 0; i < 5; i++) {
        busy.submit(FakeJob.request(new FakeJob("b" + i)));
      }
      Waiting.until(() -> made.size() >= 5);
      hold.countDown();
      Waiting.until(() -> made.size() == 6);
    }
    assertThat(made).doesNotHaveDuplicates();
  }

  @Test
  void a_job_that_could_not_go_on_while_the_database_was_away_goes_on_afterwards() {
    first.start();
    FakeJob job = new Interrupted("a");
    try (JobRunner<String, Given<FakeJob>, FakeJob> runner =
        new JobRunner<>(first.jobs, WorkerPool.fixed(1), new TaskScheduler("first"))) {
      runner.submit(FakeJob.request(job));
      Waiting.until(job::isEnded);
    }
    assertThat(job.outcome()).isEqualTo(new JobOutcome.Done());
  }

  /** Finds the database away at its first attempt. */
  private static final class Interrupted extends FakeJob {
    private final AtomicInteger attempts = new AtomicInteger();

    Interrupted(String name) {
      super(name);
    }

    @Override
    public void work() {
      if (attempts.incrementAndGet() == 1) {
        throw new DatabaseUnavailableException(Duration.ofMillis(1));
      }
    }
  }

  /** Works until it is released, in the process that it was submitted to. */
  private static final class Held extends FakeJob {
    private final CountDownLatch hold;

    Held(String name, CountDownLatch hold) {
      super(name);
      this.hold = hold;
    }

    @Override
    public void work() {
      try {
        hold.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
