package dev.dalleserver.cluster.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dalleserver.cluster.NodeName;
import dev.dalleserver.fixtures.Together;
import dev.dalleserver.jobs.Cancellation.Reason;
import dev.dalleserver.jobs.Capacity;
import dev.dalleserver.jobs.FakeJob;
import dev.dalleserver.jobs.FakeKind;
import dev.dalleserver.jobs.Given;
import dev.dalleserver.jobs.JobOutcome;
import dev.dalleserver.jobs.Jobs;
import dev.dalleserver.webhooks.EndNotice;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OutboxTest {
  private static final Duration LEASE = Duration.ofSeconds(15);
  private static final Sql DUE = new Sql("due", "UPDATE outbox SET due_at = clock_timestamp()");

  private static final Sql AGE =
      new Sql(
          "age", "UPDATE callback SET since = since - interval '25 hours' WHERE key <> 'lately'");

  private static final Sql KEYS = new Sql("keys", "SELECT key FROM callback ORDER BY key");
  private static final URI RECEIVER = URI.create("https://one.example");

  private static TestDatabase test;
  private final List<EndNotice> sent = new CopyOnWriteArrayList<>();
  private Outbox outbox;
  private PostgresJobsFactory factory;
  private Jobs<String, Given<FakeJob>, FakeJob> jobs;

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
    test.empty("job", "node", "outbox", "callback");
    outbox = new Outbox(test.database(), List.of("https://all.example"));
    NodeRegistry nodes =
        new NodeRegistry(
            test.database(), new NodeName("node"), () -> new NodeFacts("1", "w", "1"), LEASE);
    factory = new PostgresJobsFactory(test.database(), nodes, LEASE, outbox);
    jobs = factory.create(new FakeKind(), new Capacity(100, true));
  }

  @AfterEach
  void close() {
    factory.close();
  }

  private FakeJob submit(String key) {
    FakeJob job = new FakeJob(key);
    jobs.submit(FakeJob.request(job));
    return job;
  }

  private int sendAll() {
    int count = 0;
    while (outbox.sendNext(this::take)) {
      count++;
    }
    return count;
  }

  private Optional<Duration> take(EndNotice message) {
    sent.add(message);
    return Optional.empty();
  }

  @Test
  void each_receiver_is_told_once_how_a_job_has_ended() {
    assertThat(outbox.register("given", "a", URI.create("https://one.example"), 2)).isTrue();
    assertThat(outbox.register("given", "a", URI.create("https://one.example"), 2)).isTrue();
    assertThat(outbox.register("given", "a", URI.create("https://two.example"), 2)).isTrue();
    assertThat(outbox.register("given", "a", URI.create("https://three.example"), 2)).isFalse();
    outbox.unregister("given", "a", URI.create("https://two.example"));
    outbox.register("given", "b", URI.create("https://other.example"), 2);
    submit("a");
    assertThat(outbox.waiting()).isZero();
    jobs.finish(jobs.claim(LEASE).orElseThrow(), new JobOutcome.Done());
    assertThat(sendAll()).isEqualTo(2);
    assertThat(sent)
        .extracting(EndNotice::receiver)
        .containsExactlyInAnyOrder(
            URI.create("https://all.example"), URI.create("https://one.example"));
    assertThat(sent).allMatch(it -> it.key().equals("a") && it.state().equals("Done"));
    assertThat(sendAll()).isZero();
    assertThat(outbox.waiting()).isZero();
  }

  @Test
  void there_is_a_message_exactly_when_there_is_an_end() {
    FakeJob job = submit("a");
    jobs.requestEnd(job, Reason.CANCELLED);
    jobs.requestEnd(job, Reason.CANCELLED);
    assertThat(outbox.waiting()).isEqualTo(1);
    assertThatThrownBy(
            () ->
                test.database()
                    .transaction(
                        "undone",
                        session -> {
                          outbox.write(session, 1);
                          throw new IllegalStateException("after it was written");
                        }))
        .isInstanceOf(IllegalStateException.class);
    assertThat(outbox.waiting()).isEqualTo(1);
  }

  @Test
  void what_does_not_arrive_is_sent_again_with_its_number_and_not_before_its_time() {
    jobs.requestEnd(submit("a"), Reason.CANCELLED);
    assertThat(outbox.sendNext(message -> Optional.of(Duration.ofHours(1)))).isTrue();
    assertThat(sendAll()).isZero();
    test.database().call("due", session -> session.update(DUE));
    assertThat(sendAll()).isEqualTo(1);
    assertThat(sent.get(0).attempt()).isEqualTo(2);
  }

  @Test
  void a_message_whose_sender_has_died_is_sent_by_another_later() {
    jobs.requestEnd(submit("a"), Reason.CANCELLED);
    outbox.sendNext(
        message -> {
          throw new IllegalStateException("dies");
        });
    assertThat(sendAll()).as("while it may still be sent").isZero();
    test.database().call("due", session -> session.update(DUE));
    assertThat(sendAll()).isEqualTo(1);
  }

  @Test
  void a_receiver_whose_job_was_never_begun_is_forgotten_after_a_day_and_no_other() {
    for (String key : List.of("lost", "under way", "asked again", "lately")) {
      outbox.register("given", key, RECEIVER, 2);
    }
    test.database().call("age", session -> session.update(AGE));
    outbox.register("given", "asked again", RECEIVER, 2);
    outbox.register("given", "today", RECEIVER, 2);
    submit("under way");
    factory.purge();
    assertThat(test.texts(KEYS)).containsExactly("asked again", "lately", "today", "under way");
  }

  @Test
  void of_several_processes_one_sends_each_message() throws Exception {
    for (int i = 0; i < 40; i++) {
      jobs.requestEnd(submit("key-" + i), Reason.CANCELLED);
    }
    try (Together threads = new Together(4)) {
      threads.call(
          () -> {
            while (outbox.sendNext(this::take)) {
              Thread.onSpinWait();
            }
            return true;
          });
    }
    assertThat(sent).hasSize(40).extracting(EndNotice::id).doesNotHaveDuplicates();
  }
}
