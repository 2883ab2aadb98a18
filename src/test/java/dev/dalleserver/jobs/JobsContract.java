package dev.dalleserver.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dalleserver.fixtures.MovingTime;
import dev.dalleserver.fixtures.Together;
import dev.dalleserver.jobs.Cancellation.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every implementation of {@link Jobs} promises. */
@Timeout(60)
public abstract class JobsContract {
  protected static final Duration LEASE = Duration.ofSeconds(15);

  protected final MovingTime time = new MovingTime();
  private final Together threads = new Together(4);
  private final List<FakeJob> ended = new CopyOnWriteArrayList<>();
  private Jobs<String, Given<FakeJob>, FakeJob> jobs;

  /** How often races are run; fewer where each costs a transaction. */
  protected int rounds() {
    return 500;
  }

  /** Has time pass by the clock that judges leases. */
  protected void pass(Duration duration) {
    time.pass(duration);
  }

  /** Opens an implementation without jobs. */
  protected abstract Jobs<String, Given<FakeJob>, FakeJob> open(
      Capacity capacity, LongSupplier nanos);

  private void open(Capacity capacity) {
    jobs = open(capacity, time::nanos);
    jobs.subscribe(ended::add);
  }

  @BeforeEach
  void open() {
    open(new Capacity(100, true));
  }

  @AfterEach
  void close() {
    threads.close();
  }

  private static NewJob<String, Given<FakeJob>, FakeJob> request(String key) {
    return FakeJob.request(new FakeJob(key));
  }

  private static NewJob<String, Given<FakeJob>, FakeJob> named(
      String key, String idempotencyKey, String content) {
    return new NewJob<String, Given<FakeJob>, FakeJob>(
            key, new Given<>(content, () -> new FakeJob(key)))
        .named(Optional.of(idempotencyKey));
  }

  private static NewJob<String, Given<FakeJob>, FakeJob> seen(String key, Seen<FakeJob> seen) {
    return request(key).after(seen);
  }

  private FakeJob submitted(String key) {
    return started(jobs.submit(request(key)));
  }

  private static FakeJob started(Submission<FakeJob> submission) {
    assertThat(submission).isInstanceOf(Submission.Started.class);
    return ((Submission.Started<FakeJob>) submission).job();
  }

  private Lease<String, FakeJob> claimed() {
    return jobs.claim(LEASE).orElseThrow();
  }

  @Nested
  class WhenAKeyIsSubmitted {
    @Test
    void requests_for_a_key_with_an_active_job_join_it() {
      FakeJob job = submitted("a");
      assertThat(jobs.submit(request("a"))).isEqualTo(new Submission.Joined<>(job));
      claimed();
      assertThat(jobs.submit(request("a"))).isEqualTo(new Submission.Joined<>(job));
      assertThat(jobs.find("a")).contains(job);
      submitted("b");
    }

    @Test
    void of_many_requests_at_once_one_begins_the_job_and_the_others_join_it() throws Exception {
      for (int round = 0; round < rounds(); round++) {
        String key = "key-" + round;
        List<Submission<FakeJob>> all = threads.call(() -> jobs.submit(request(key)));
        FakeJob job = jobs.find(key).orElseThrow();
        assertThat(all).containsOnlyOnce(new Submission.Started<>(job));
        assertThat(all.stream().filter(it -> it.equals(new Submission.Joined<>(job)))).hasSize(3);
        assertThat(claimed().job()).isSameAs(job);
        jobs.requestEnd(job, Reason.CANCELLED);
        open(new Capacity(100, true));
      }
    }

    @Test
    void another_job_of_the_key_may_begin_as_soon_as_the_first_has_ended() {
      FakeJob first = submitted("a");
      jobs.requestEnd(first, Reason.CANCELLED);
      FakeJob second = submitted("a");
      assertThat(second).isNotSameAs(first);
      assertThat(jobs.find("a")).contains(second);
      assertThat(claimed().job()).isSameAs(second);
    }

    @Test
    void a_job_that_cannot_be_created_takes_no_place_and_no_key() {
      open(new Capacity(1, true));
      NewJob<String, Given<FakeJob>, FakeJob> broken =
          named("a", "key", "")
              .preparedBy(
                  job -> {
                    throw new IllegalStateException("no");
                  });
      assertThatThrownBy(() -> jobs.submit(broken)).isInstanceOf(IllegalStateException.class);
      assertThat(jobs.knows("key")).isFalse();
      assertThat(jobs.list()).isEmpty();
      submitted("a");
    }
  }

  @Nested
  class WhenACallerHasLookedBefore {
    @Test
    void a_job_begins_when_none_has_ended_since() {
      Seen<FakeJob> seen = jobs.look("a");
      FakeJob first = started(jobs.submit(seen("a", seen)));
      jobs.requestEnd(first, Reason.CANCELLED);
      started(jobs.submit(seen("a", jobs.look("a"))));
    }

    @Test
    void none_is_created_when_one_has_ended_since_even_if_it_is_forgotten() {
      Seen<FakeJob> before = jobs.look("a");
      FakeJob first = submitted("a");
      Seen<FakeJob> meanwhile = jobs.look("a");
      jobs.requestEnd(first, Reason.CANCELLED);
      assertThat(jobs.submit(seen("a", before))).isEqualTo(new Submission.Outdated<FakeJob>());
      jobs.acknowledge(first);
      assertThat(jobs.submit(seen("a", before))).isEqualTo(new Submission.Outdated<FakeJob>());
      assertThat(jobs.submit(seen("a", meanwhile))).isEqualTo(new Submission.Outdated<FakeJob>());
      assertThat(jobs.find("a")).isEmpty();
    }

    @Test
    void what_an_ended_job_has_left_is_never_made_again_however_many_ask() throws Exception {
      for (int round = 0; round < rounds(); round++) {
        String key = "key-" + round;
        AtomicInteger made = new AtomicInteger();
        threads.call(() -> makeUnlessMade(key, made));
        assertThat(made).as("round %d", round).hasValue(1);
      }
    }

    /** Looks, then looks for the result, then submits: as a service does. */
    private boolean makeUnlessMade(String key, AtomicInteger made) {
      while (true) {
        Seen<FakeJob> seen = jobs.look(key);
        if (made.get() > 0) {
          return true;
        }
        if (jobs.submit(seen(key, seen)) instanceof Submission.Started<FakeJob>) {
          Lease<String, FakeJob> lease = claimed();
          made.incrementAndGet();
          jobs.finish(lease, new JobOutcome.Done());
          jobs.acknowledge(lease.job());
          jobs.release(lease);
        }
      }
    }
  }

  @Nested
  class WhenAnIdempotencyKeyIsGiven {
    @Test
    void the_same_request_finds_the_first_job_also_when_that_has_ended() {
      FakeJob first = started(jobs.submit(named("a", "key", "fox")));
      assertThat(jobs.submit(named("b", "key", "fox"))).isEqualTo(new Submission.Joined<>(first));
      jobs.requestEnd(first, Reason.CANCELLED);
      assertThat(jobs.submit(named("c", "key", "fox"))).isEqualTo(new Submission.Joined<>(first));
      assertThat(jobs.list()).containsExactly(first);
    }

    @Test
    void another_request_with_it_is_refused() {
      started(jobs.submit(named("a", "key", "fox")));
      assertThat(jobs.submit(named("b", "key", "hen")))
          .isEqualTo(new Submission.KeyReused<FakeJob>());
    }

    @Test
    void of_many_at_once_one_begins_the_job() throws Exception {
      AtomicInteger keys = new AtomicInteger();
      for (int round = 0; round < rounds(); round++) {
        String name = "name-" + round;
        List<Submission<FakeJob>> all =
            threads.call(() -> jobs.submit(named("key-" + keys.incrementAndGet(), name, "")));
        assertThat(all.stream().filter(it -> it instanceof Submission.Started)).hasSize(1);
        jobs.requestEnd(claimed().job(), Reason.CANCELLED);
        open(new Capacity(100, true));
      }
    }

    @Test
    void a_refused_request_does_not_use_it_up() {
      open(new Capacity(0, true));
      assertThat(jobs.submit(named("a", "key", ""))).isEqualTo(new Submission.Full<FakeJob>(0));
      assertThat(jobs.knows("key")).isFalse();
    }
  }

  @Nested
  class WhenThereIsNoRoom {
    @Test
    void with_a_line_a_place_is_free_when_the_worker_has_returned_or_the_job_ended_waiting() {
      open(new Capacity(2, true));
      FakeJob working = submitted("a");
      Lease<String, FakeJob> lease = claimed();
      FakeJob waiting = submitted("b");
      assertThat(jobs.submit(request("c"))).isEqualTo(new Submission.Full<FakeJob>(1));
      jobs.requestEnd(working, Reason.CANCELLED);
      assertThat(jobs.submit(request("c"))).isEqualTo(new Submission.Full<FakeJob>(1));
      jobs.requestEnd(waiting, Reason.CANCELLED);
      submitted("c");
      jobs.release(lease);
      jobs.release(lease);
      submitted("d");
      assertThat(jobs.submit(request("e"))).isEqualTo(new Submission.Full<FakeJob>(2));
    }

    @Test
    void without_a_line_a_place_is_free_as_soon_as_the_job_has_ended() {
      open(Capacity.slots(1));
      FakeJob first = submitted("a");
      Lease<String, FakeJob> lease = claimed();
      assertThat(jobs.submit(request("b"))).isEqualTo(new Submission.Full<FakeJob>(0));
      jobs.requestEnd(first, Reason.CANCELLED);
      submitted("b");
      jobs.release(lease);
      assertThat(jobs.submit(request("c"))).isEqualTo(new Submission.Full<FakeJob>(1));
    }
  }

  @Nested
  class WhenAJobMayWaitForASlot {
    private NewJob<String, Given<FakeJob>, FakeJob> patient(String key) {
      return request(key).waiting(true);
    }

    @Test
    void it_is_claimed_in_its_turn_when_the_job_with_the_slot_has_ended() {
      open(Capacity.slots(1, 2));
      FakeJob first = started(jobs.submit(patient("a")));
      FakeJob second = started(jobs.submit(patient("b")));
      FakeJob third = started(jobs.submit(patient("c")));
      assertThat(jobs.submit(patient("d"))).isEqualTo(new Submission.Full<FakeJob>(3));
      assertThat(claimed().job()).isSameAs(first);
      assertThat(jobs.claim(LEASE)).isEmpty();
      jobs.requestEnd(first, Reason.CANCELLED);
      Lease<String, FakeJob> lease = claimed();
      assertThat(lease.job()).isSameAs(second);
      assertThat(jobs.claim(LEASE)).isEmpty();
      jobs.finish(lease, new JobOutcome.Done());
      assertThat(claimed().job()).isSameAs(third);
    }

    @Test
    void others_are_refused_while_a_slot_is_taken_or_waited_for() {
      open(Capacity.slots(1, 2));
      FakeJob first = submitted("a");
      assertThat(jobs.submit(request("b"))).isInstanceOf(Submission.Full.class);
      FakeJob waiting = started(jobs.submit(patient("b")));
      claimed();
      jobs.requestEnd(first, Reason.CANCELLED);
      assertThat(jobs.submit(request("c"))).isInstanceOf(Submission.Full.class);
      jobs.requestEnd(waiting, Reason.CANCELLED);
      submitted("c");
    }

    @Test
    void one_that_ends_while_it_waits_leaves_its_place_and_takes_no_slot() {
      open(Capacity.slots(1, 1));
      FakeJob first = submitted("a");
      claimed();
      jobs.requestEnd(started(jobs.submit(patient("b"))), Reason.CANCELLED);
      FakeJob third = started(jobs.submit(patient("c")));
      jobs.requestEnd(first, Reason.CANCELLED);
      assertThat(claimed().job()).isSameAs(third);
    }

    @Test
    void a_job_whose_lease_has_expired_keeps_its_slot() {
      open(Capacity.slots(1, 1));
      FakeJob first = submitted("a");
      started(jobs.submit(patient("b")));
      claimed();
      pass(LEASE);
      assertThat(claimed().job()).isSameAs(first);
      assertThat(jobs.claim(LEASE)).isEmpty();
    }

    @Test
    void no_slot_is_lost_when_many_end_and_claim_at_once() throws Exception {
      open(Capacity.slots(2, 100));
      AtomicInteger keys = new AtomicInteger();
      for (int round = 0; round < rounds(); round++) {
        threads.call(
            () -> {
              jobs.submit(patient("key-" + keys.incrementAndGet()));
              return jobs.claim(LEASE)
                  .map(lease -> jobs.requestEnd(lease.job(), Reason.CANCELLED))
                  .orElse(false);
            });
        while (jobs.waiting() > 0) {
          jobs.requestEnd(claimed().job(), Reason.CANCELLED);
        }
      }
      submitted("x");
      submitted("y");
      claimed();
      claimed();
    }
  }

  @Nested
  class WhenItsEndIsSeen {
    private final List<Submission<FakeJob>> submitted = new ArrayList<>();
    private final List<Optional<Lease<String, FakeJob>>> claims = new ArrayList<>();

    /** Acts as a client that sees the end in the moment in which it can be seen. */
    private final class Watched extends FakeJob {
      private final Runnable client;

      Watched(String name, Runnable client) {
        super(name);
        this.client = client;
      }

      @Override
      public boolean finish(JobOutcome end) {
        boolean first = super.finish(end);
        client.run();
        return first;
      }
    }

    private FakeJob watched(String key, Runnable client) {
      FakeJob job = new Watched(key, client);
      assertThat(jobs.submit(FakeJob.request(job))).isEqualTo(new Submission.Started<>(job));
      return job;
    }

    private void submitNext() {
      submitted.add(jobs.submit(request("next")));
    }

    private void assertAccepted() {
      assertThat(submitted).hasSize(1).hasOnlyElementsOfType(Submission.Started.class);
    }

    @Test
    void its_slot_and_its_place_are_free() {
      open(Capacity.slots(1, 1));
      FakeJob job = watched("a", () -> claims.add(jobs.claim(LEASE)));
      claimed();
      FakeJob second = started(jobs.submit(request("b").waiting(true)));
      jobs.requestEnd(job, Reason.CANCELLED);
      assertThat(claims.get(0).orElseThrow().job()).isSameAs(second);
      open(Capacity.slots(1));
      FakeJob third = watched("c", this::submitNext);
      claimed();
      jobs.requestEnd(third, Reason.CANCELLED);
      assertAccepted();
    }

    @Test
    void its_place_is_free_also_when_its_worker_has_ended_it_and_has_not_returned() {
      for (Capacity one : List.of(Capacity.slots(1), new Capacity(1, true))) {
        submitted.clear();
        open(one);
        watched("a", this::submitNext);
        Lease<String, FakeJob> lease = claimed();
        assertThat(jobs.finish(lease, new JobOutcome.Done())).isTrue();
        assertAccepted();
        jobs.release(lease);
        assertThat(jobs.submit(request("c"))).isEqualTo(new Submission.Full<FakeJob>(1));
      }
    }

    @Test
    void its_place_in_the_line_is_free_when_it_ends_while_it_waits() {
      open(new Capacity(1, true));
      FakeJob job =
          watched(
              "a",
              () -> {
                assertThat(jobs.waiting()).isZero();
                submitNext();
              });
      jobs.requestEnd(job, Reason.CANCELLED);
      assertAccepted();
      assertThat(jobs.submit(request("c"))).isEqualTo(new Submission.Full<FakeJob>(1));
    }

    @Test
    void what_a_caller_has_looked_at_before_is_outdated_even_if_the_job_is_forgotten() {
      Seen<FakeJob> before = jobs.look("a");
      Watched job =
          new Watched(
              "a",
              () -> {
                jobs.list().forEach(jobs::acknowledge);
                submitted.add(jobs.submit(seen("a", before)));
              });
      jobs.submit(FakeJob.request(job));
      jobs.requestEnd(job, Reason.CANCELLED);
      assertThat(submitted).containsExactly(new Submission.Outdated<FakeJob>());
    }

    @Test
    void no_place_is_free_twice_when_many_end_it_at_once() throws Exception {
      for (int round = 0; round < rounds(); round++) {
        open(Capacity.slots(1));
        FakeJob job = submitted("a");
        Lease<String, FakeJob> lease = claimed();
        AtomicInteger turn = new AtomicInteger();
        threads.call(
            () ->
                turn.getAndIncrement() % 2 == 0
                    ? jobs.finish(lease, new JobOutcome.Done())
                    : jobs.requestEnd(job, Reason.CANCELLED));
        jobs.release(lease);
        submitted("b");
        assertThat(jobs.submit(request("c"))).isEqualTo(new Submission.Full<FakeJob>(1));
      }
    }
  }

  @Nested
  class WhenItIsAcknowledgedInTheMomentOfItsEnd {
    /** Ends while another thread acknowledges it. */
    private final class ForgottenAtItsEnd extends FakeJob {
      ForgottenAtItsEnd(String name) {
        super(name);
      }

      @Override
      public boolean finish(JobOutcome end) {
        boolean first = super.finish(end);
        jobs.acknowledge(this);
        return first;
      }
    }

    @Test
    void its_place_is_free_all_the_same() {
      open(Capacity.slots(1));
      FakeJob job = new ForgottenAtItsEnd("a");
      jobs.submit(FakeJob.request(job));
      jobs.requestEnd(job, Reason.CANCELLED);
      assertThat(jobs.submit(request("b"))).isInstanceOf(Submission.Started.class);
      assertThat(ended).containsExactly(job);
    }

    @Test
    void its_place_is_free_also_when_its_worker_ends_it() {
      open(Capacity.slots(1));
      FakeJob job = new ForgottenAtItsEnd("a");
      jobs.submit(FakeJob.request(job));
      assertThat(jobs.finish(claimed(), new JobOutcome.Done())).isTrue();
      assertThat(jobs.submit(request("b"))).isInstanceOf(Submission.Started.class);
    }
  }

  @Nested
  class WhenItIsClaimed {
    @Test
    void the_job_that_waits_longest_comes_first_and_each_comes_once() {
      List.of("a", "b", "c").forEach(key -> submitted(key));
      List<String> order = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        order.add(claimed().key());
      }
      assertThat(order).containsExactly("a", "b", "c");
      assertThat(jobs.claim(LEASE)).isEmpty();
    }

    @Test
    void of_many_workers_at_once_each_gets_a_job_of_its_own() throws Exception {
      for (int round = 0; round < rounds(); round++) {
        open(new Capacity(100, true));
        List.of("a", "b", "c").forEach(key -> submitted(key));
        List<Optional<Lease<String, FakeJob>>> all = threads.call(() -> jobs.claim(LEASE));
        assertThat(all.stream().flatMap(Optional::stream).map(Lease::key))
            .containsExactlyInAnyOrder("a", "b", "c");
      }
    }

    @Test
    void one_that_has_ended_while_it_waited_is_not_worked_on() {
      FakeJob first = submitted("a");
      submitted("b");
      jobs.requestEnd(first, Reason.CANCELLED);
      assertThat(claimed().key()).isEqualTo("b");
      assertThat(jobs.claim(LEASE)).isEmpty();
    }

    @Test
    void one_that_has_ended_before_it_came_into_line_is_not_worked_on_and_takes_no_place() {
      open(new Capacity(1, true));
      FakeJob ended = new FakeJob("a");
      ended.finish(new JobOutcome.Cancelled());
      jobs.submit(FakeJob.request(ended));
      assertThat(jobs.claim(LEASE)).isEmpty();
      FakeJob next = submitted("b");
      assertThat(claimed().job()).isSameAs(next);
    }

    @Test
    void those_behind_are_told_their_positions() {
      submitted("a");
      FakeJob second = submitted("b");
      FakeJob third = submitted("c");
      claimed();
      assertThat(second.positions()).containsExactly(1);
      assertThat(third.positions()).containsExactly(2);
      jobs.requestEnd(second, Reason.CANCELLED);
      assertThat(third.positions()).containsExactly(2, 1);
      assertThat(jobs.waiting()).isEqualTo(1);
    }
  }

  @Nested
  class WhenALeaseHoldsNoMore {
    @Test
    void another_worker_gets_the_job_and_the_first_changes_nothing() {
      FakeJob job = submitted("a");
      submitted("b");
      Lease<String, FakeJob> old = claimed();
      pass(LEASE);
      Lease<String, FakeJob> next = claimed();
      assertThat(next.job()).isSameAs(job);
      assertThat(next.fence()).isGreaterThan(old.fence());
      assertNoLongerHolds(old);
      jobs.release(old);
      assertThat(jobs.renew(next, LEASE)).isTrue();
      assertThat(jobs.finish(next, new JobOutcome.Done())).isTrue();
    }

    @Test
    void nothing_can_be_done_with_it_even_if_no_other_worker_has_claimed_the_job() {
      FakeJob job = submitted("a");
      Lease<String, FakeJob> lease = claimed();
      pass(LEASE);
      assertNoLongerHolds(lease);
      assertThat(job.isEnded()).isFalse();
    }

    @Test
    void nothing_can_be_done_after_the_job_was_ended_from_outside() {
      FakeJob job = submitted("a");
      Lease<String, FakeJob> lease = claimed();
      jobs.requestEnd(job, Reason.CANCELLED);
      assertNoLongerHolds(lease);
      assertThat(job.outcome()).isEqualTo(new JobOutcome.Cancelled());
    }

    @Test
    void a_renewed_one_holds_longer() {
      submitted("a");
      Lease<String, FakeJob> lease = claimed();
      pass(LEASE.minusSeconds(5));
      assertThat(jobs.renew(lease, LEASE)).isTrue();
      pass(LEASE.minusSeconds(5));
      AtomicInteger changes = new AtomicInteger();
      assertThat(jobs.advance(lease, job -> changes.incrementAndGet())).isTrue();
      assertThat(changes).hasValue(1);
      assertThat(jobs.claim(LEASE)).isEmpty();
    }

    private void assertNoLongerHolds(Lease<String, FakeJob> lease) {
      AtomicInteger changes = new AtomicInteger();
      assertThat(jobs.renew(lease, LEASE)).isFalse();
      assertThat(jobs.advance(lease, job -> changes.incrementAndGet())).isFalse();
      assertThat(jobs.finish(lease, new JobOutcome.WorkerDied())).isFalse();
      assertThat(changes).hasValue(0);
    }
  }

  @Nested
  class WhenItEnds {
    @Test
    void the_first_end_stays_and_listeners_are_told_once() throws Exception {
      int cancelled = 0;
      for (int round = 0; round < rounds(); round++) {
        FakeJob job = submitted("key-" + round);
        Lease<String, FakeJob> lease = claimed();
        AtomicInteger turn = new AtomicInteger(round);
        List<Boolean> finished =
            threads.call(
                () -> {
                  if (turn.getAndIncrement() % 2 == 0) {
                    return jobs.finish(lease, new JobOutcome.Done());
                  }
                  jobs.requestEnd(job, Reason.CANCELLED);
                  return false;
                });
        boolean wasCancelled = job.outcome() instanceof JobOutcome.Cancelled;
        assertThat(finished.stream().filter(first -> first)).hasSize(wasCancelled ? 0 : 1);
        assertThat(ended.stream().filter(it -> it == job)).hasSize(1);
        cancelled += wasCancelled ? 1 : 0;
        jobs.release(lease);
      }
      assertThat(cancelled).as("both orders were seen").isBetween(1, rounds() - 1);
    }

    @Test
    void the_work_is_asked_to_stop_before_its_end_is_shown() {
      List<Boolean> endedWhenAsked = new ArrayList<>();
      FakeJob job = submitted("a");
      job.cancellation().onRequest(() -> endedWhenAsked.add(job.isEnded()));
      assertThat(jobs.requestEnd(job, Reason.DEADLINE)).isTrue();
      assertThat(jobs.requestEnd(job, Reason.CANCELLED)).isFalse();
      assertThat(endedWhenAsked).containsExactly(false);
      assertThat(job.outcome()).isEqualTo(new JobOutcome.TimedOut());
    }

    @Test
    void one_that_is_paying_goes_on_unless_it_must_end_now() throws Exception {
      FakeJob job = submitted("a");
      job.cancellation().beginPaying();
      assertThat(jobs.requestEndUnlessPaying(job, Reason.SHUTDOWN)).isFalse();
      assertThat(job.isEnded()).isFalse();
      FakeJob other = submitted("b");
      assertThat(jobs.requestEndUnlessPaying(other, Reason.SHUTDOWN)).isTrue();
      assertThat(other.outcome()).isEqualTo(new JobOutcome.ShutDown());
      jobs.requestEnd(job, Reason.SHUTDOWN);
      assertThat(job.isEnded()).isTrue();
    }
  }

  @Nested
  class WhenItIsAcknowledged {
    @Test
    void looking_forgets_nothing_and_acknowledging_does_once() {
      FakeJob job = started(jobs.submit(named("a", "key", "")));
      assertThat(jobs.acknowledge(job)).isFalse();
      jobs.requestEnd(job, Reason.CANCELLED);
      for (int i = 0; i < 2; i++) {
        assertThat(jobs.find("a")).contains(job);
        assertThat(jobs.list()).containsExactly(job);
        assertThat(jobs.look("a").job()).contains(job);
        assertThat(jobs.knows("key")).isTrue();
      }
      assertThat(jobs.acknowledge(job)).isTrue();
      assertThat(jobs.acknowledge(job)).isFalse();
      assertThat(jobs.find("a")).isEmpty();
      assertThat(jobs.list()).isEmpty();
      assertThat(jobs.knows("key")).isFalse();
    }

    @Test
    void of_many_at_once_one_forgets_it() throws Exception {
      for (int round = 0; round < rounds(); round++) {
        FakeJob job = submitted("a");
        jobs.requestEnd(job, Reason.CANCELLED);
        List<Boolean> all = threads.call(() -> jobs.acknowledge(job));
        assertThat(all.stream().filter(first -> first)).hasSize(1);
      }
    }

    @Test
    void a_job_that_is_submitted_at_the_same_moment_is_kept() throws Exception {
      for (int round = 0; round < rounds(); round++) {
        String key = "key-" + round;
        FakeJob first = submitted(key);
        jobs.requestEnd(first, Reason.CANCELLED);
        AtomicInteger turn = new AtomicInteger(round);
        threads.call(
            () ->
                turn.getAndIncrement() % 2 == 0
                    ? jobs.acknowledge(first)
                    : jobs.submit(request(key)) instanceof Submission.Started<FakeJob>);
        FakeJob second = claimed().job();
        assertThat(jobs.find(key)).contains(second);
        assertThat(jobs.list()).containsExactly(second);
        open(new Capacity(100, true));
      }
    }

    @Test
    void an_older_job_of_the_key_does_not_take_the_newer_one_with_it() {
      FakeJob first = submitted("a");
      jobs.requestEnd(first, Reason.CANCELLED);
      FakeJob second = submitted("a");
      assertThat(jobs.list()).containsExactly(second);
      assertThat(jobs.acknowledge(first)).isFalse();
      assertThat(jobs.find("a")).contains(second);
      assertThat(jobs.list()).containsExactly(second);
    }
  }
}
