package dev.dalleserver.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.fixtures.ThreadWatch;
import dev.dalleserver.fixtures.Together;
import dev.dalleserver.fixtures.Waiting;
import dev.dalleserver.jobs.Cancellation.Reason;
import dev.dalleserver.tasks.TaskScheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Which jobs are worked on, which wait and at which position, and which are refused. */
@Timeout(60)
class JobRunnerTest {
  private final ThreadWatch watch = new ThreadWatch();
  private final List<String> begun = new CopyOnWriteArrayList<>();
  private Jobs<String, Given<FakeJob>, FakeJob> jobs;
  private JobRunner<String, Given<FakeJob>, FakeJob> runner;

  JobRunnerTest() {
    open(1, 10);
  }

  private void open(int workers, int queue) {
    jobs =
        new LocalJobs<>(
            new GivenKind<>(),
            Capacity.ofWorkers(new JobLimits(workers, queue, Duration.ofMinutes(1))),
            System::nanoTime);
    runner = new JobRunner<>(jobs, WorkerPool.fixed(workers), new TaskScheduler("deadlines"));
  }

  @AfterEach
  void no_thread_is_left() {
    runner.close();
    watch.awaitNoneLeft();
  }

  /** Works until it is released. */
  private final class Held extends FakeJob {
    private final CountDownLatch letGo = new CountDownLatch(1);
    private final AtomicBoolean interrupted = new AtomicBoolean();

    Held(String name) {
      super(name);
    }

    @Override
    public void work() {
      begun.add(name());
      try {
        letGo.await();
      } catch (InterruptedException e) {
        interrupted.set(true);
      }
    }
  }

  private Submission<FakeJob> submit(FakeJob job) {
    return runner.submit(FakeJob.request(job));
  }

  private Held submitted(String name) {
    Held job = new Held(name);
    assertThat(submit(job)).as(name).isInstanceOf(Submission.Started.class);
    return job;
  }

  private Held working(String name) {
    Held job = submitted(name);
    Waiting.until(() -> begun.contains(name));
    return job;
  }

  private void awaitBegun(String... names) {
    Waiting.untilAsserted(() -> assertThat(begun).containsExactly(names));
  }

  @Test
  void as_many_work_at_once_as_there_are_workers() {
    runner.close();
    open(2, 10);
    Held first = working("first");
    Held second = working("second");
    Held third = submitted("third");
    assertThat(runner.active()).isEqualTo(2);
    assertThat(jobs.waiting()).isEqualTo(1);
    assertThat(begun).doesNotContain("third");
    second.letGo.countDown();
    Waiting.until(() -> begun.contains("third"));
    first.letGo.countDown();
    third.letGo.countDown();
    Waiting.until(() -> runner.active() == 0);
  }

  @Test
  void one_that_is_taken_up_again_is_not_interrupted_for_the_lease_that_was_lost_before() {
    Held job = new Held("again");
    job.cancellation().request(Reason.LEASE_LOST);
    submit(job);
    Waiting.until(() -> begun.contains("again"));
    job.letGo.countDown();
    Waiting.until(job::isEnded);
    assertThat(job.interrupted).isFalse();
  }

  @Test
  void those_who_wait_come_in_the_order_of_their_coming() {
    Held first = working("first");
    List<Held> others = List.of(submitted("second"), submitted("third"), submitted("fourth"));
    first.letGo.countDown();
    others.forEach(job -> job.letGo.countDown());
    awaitBegun("first", "second", "third", "fourth");
  }

  @Test
  void jobs_that_come_while_workers_take_others_are_all_worked_on() throws Exception {
    runner.close();
    open(2, 100_000);
    List<FakeJob> submitted = Collections.synchronizedList(new ArrayList<>());
    try (Together threads = new Together(4)) {
      threads.call(
          () -> {
            for (int i = 0; i < 250; i++) {
              FakeJob job = new FakeJob(Thread.currentThread().getName() + i);
              submitted.add(job);
              submit(job);
            }
            return null;
          });
    }
    Waiting.until(() -> submitted.stream().allMatch(FakeJob::isEnded));
  }

  @Test
  void jobs_that_end_while_they_wait_leave_nothing_in_the_pool() {
    runner.close();
    jobs =
        new LocalJobs<>(
            new GivenKind<>(),
            Capacity.ofWorkers(new JobLimits(1, 10, Duration.ofMinutes(1))),
            System::nanoTime);
    WorkerPool pool = WorkerPool.fixed(1);
    runner = new JobRunner<>(jobs, pool, new TaskScheduler("deadlines"));
    Held first = working("first");
    for (int i = 0; i < 1_000; i++) {
      jobs.requestEnd(submitted("waiting " + i), Cancellation.Reason.CANCELLED);
    }
    assertThat(pool.queued()).isEqualTo(1);
    Held last = submitted("last");
    first.letGo.countDown();
    last.letGo.countDown();
    awaitBegun("first", "last");
  }

  @Test
  void those_who_wait_are_told_their_place_whenever_it_changes() {
    Held first = working("first");
    Held second = submitted("second");
    Held third = submitted("third");
    Held fourth = submitted("fourth");
    first.letGo.countDown();
    Waiting.until(() -> begun.contains("second"));
    Waiting.untilAsserted(() -> assertThat(fourth.positions()).containsExactly(2));
    assertThat(third.positions()).containsExactly(1);
    assertThat(second.positions()).isEmpty();
  }

  @Test
  void who_is_withdrawn_does_not_work_and_those_behind_move_up() {
    Held first = working("first");
    Held second = submitted("second");
    Held third = submitted("third");
    Held fourth = submitted("fourth");
    jobs.requestEnd(second, Reason.CANCELLED);
    assertThat(jobs.waiting()).isEqualTo(2);
    assertThat(third.positions()).containsExactly(1);
    assertThat(fourth.positions()).containsExactly(2);
    third.letGo.countDown();
    fourth.letGo.countDown();
    first.letGo.countDown();
    awaitBegun("first", "third", "fourth");
  }

  @Test
  void one_that_was_never_in_line_changes_no_place() {
    Held first = working("first");
    Held second = submitted("second");
    jobs.requestEnd(new Held("stranger"), Reason.CANCELLED);
    assertThat(second.positions()).isEmpty();
    assertThat(first.interrupted).isFalse();
    first.letGo.countDown();
    second.letGo.countDown();
    awaitBegun("first", "second");
  }

  @Test
  void whoever_finds_no_room_to_wait_in_is_turned_away_and_one_who_comes_later_is_not() {
    runner.close();
    open(1, 2);
    Held first = working("first");
    Held second = submitted("second");
    Held third = submitted("third");
    assertThat(submit(new Held("too many"))).isInstanceOf(Submission.Full.class);
    jobs.requestEnd(third, Reason.CANCELLED);
    Held fourth = submitted("fourth");
    assertThat(submit(new Held("too many again"))).isInstanceOf(Submission.Full.class);
    List.of(first, second, fourth).forEach(job -> job.letGo.countDown());
    awaitBegun("first", "second", "fourth");
  }

  @Test
  void without_a_queue_only_those_are_taken_who_can_begin_at_once() {
    runner.close();
    open(1, 0);
    Held first = working("first");
    assertThat(submit(new Held("second"))).isInstanceOf(Submission.Full.class);
    first.letGo.countDown();
    // The worker has to come back for the next.
    Held third = new Held("third");
    Waiting.until(() -> submit(third) instanceof Submission.Started);
    third.letGo.countDown();
    awaitBegun("first", "third");
  }

  @Test
  void work_that_breaks_costs_no_worker() {
    for (int i = 0; i < 3; i++) {
      submit(
          new FakeJob("broken " + i) {
            @Override
            public void work() {
              begun.add("broken");
              Thread.currentThread().setUncaughtExceptionHandler((thread, failure) -> {});
              throw new StackOverflowError();
            }
          });
    }
    Held last = submitted("last");
    last.letGo.countDown();
    awaitBegun("broken", "broken", "broken", "last");
    Waiting.until(() -> runner.active() == 0);
  }

  @Test
  void at_the_end_work_is_interrupted_what_waits_is_dropped_and_nothing_more_is_taken() {
    Held first = working("first");
    submitted("second");
    runner.close();
    assertThat(first.interrupted).isTrue();
    assertThat(begun).containsExactly("first");
    assertThat(submitted("late").outcome()).isEqualTo(new JobOutcome.ShutDown());
    assertThat(jobs.waiting()).isZero();
  }

  @Test
  void a_job_that_waits_for_a_slot_begins_when_the_one_before_has_ended() {
    runner.close();
    jobs = new LocalJobs<>(new GivenKind<>(), Capacity.slots(1, 2), System::nanoTime);
    runner = new JobRunner<>(jobs, WorkerPool.threadPerJob("job"), new TaskScheduler("deadlines"));
    Held first = waitingForSlot("a");
    Held second = waitingForSlot("b");
    Waiting.until(() -> begun.contains("a"));
    Held third = waitingForSlot("c");
    assertThat(begun).containsExactly("a");
    jobs.requestEnd(first, Reason.CANCELLED);
    Waiting.until(() -> begun.contains("b"));
    second.letGo.countDown();
    Waiting.until(() -> begun.contains("c"));
    third.letGo.countDown();
    Waiting.until(third::isEnded);
  }

  private Held waitingForSlot(String name) {
    Held job = new Held(name);
    runner.submit(FakeJob.request(job).waiting(true));
    return job;
  }
}
