package dev.dalleserver.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.fixtures.ThreadWatch;
import dev.dalleserver.fixtures.Waiting;
import dev.dalleserver.jobs.Cancellation.Reason;
import dev.dalleserver.tasks.TaskScheduler;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How jobs end, whatever their work does, and while what keeps their state is away. */
@Timeout(60)
class JobEndingsTest {
  private final ThreadWatch watch = new ThreadWatch();
  private final Set<String> away = ConcurrentHashMap.newKeySet();

  /** The methods that were called while they found their state away. */
  private final Set<String> missed = ConcurrentHashMap.newKeySet();

  private final LocalJobs<String, Given<FakeJob>, FakeJob> jobs =
      new LocalJobs<>(
          new GivenKind<>(),
          Capacity.ofWorkers(new JobLimits(1, 10, Duration.ofMinutes(1))),
          System::nanoTime);
  private final JobRunner<String, Given<FakeJob>, FakeJob> runner =
      new JobRunner<>(mayBeAway(), WorkerPool.fixed(1), new TaskScheduler("deadlines"));

  /** The same jobs, whose methods named in {@link #away} find their state away. */
  @SuppressWarnings("unchecked")
  private Jobs<String, Given<FakeJob>, FakeJob> mayBeAway() {
    return (Jobs<String, Given<FakeJob>, FakeJob>)
        Proxy.newProxyInstance(
            Jobs.class.getClassLoader(),
            new Class<?>[] {Jobs.class},
            (proxy, method, args) -> {
              if (away.contains(method.getName())) {
                missed.add(method.getName());
                throw new StateUnavailableException("away", Duration.ofSeconds(1), null) {};
              }
              try {
                return method.invoke(jobs, args);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  @AfterEach
  void no_thread_is_left() {
    away.clear();
    runner.close();
    watch.awaitNoneLeft();
  }

  private interface Work {
    void run(Cancellation cancellation)
        throws JobException, CancelledException, IOException, InterruptedException;
  }

  private static final class Doing extends FakeJob {
    private final Work work;
    private final Duration limit;

    Doing(String name, Duration limit, Work work) {
      super(name);
      this.limit = limit;
      this.work = work;
    }

    @Override
    public Duration limit() {
      return limit;
    }

    @Override
    public void work() throws JobException, CancelledException, IOException {
      try {
        work.run(cancellation());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted");
      }
    }
  }

  private FakeJob submit(String name, Work work) {
    return submit(new Doing(name, Duration.ofMinutes(1), work));
  }

  private FakeJob submit(FakeJob job) {
    assertThat(runner.submit(FakeJob.request(job))).isInstanceOf(Submission.Started.class);
    return job;
  }

  private JobOutcome endOf(Work work) {
    FakeJob job = submit("job", work);
    Waiting.until(job::isEnded);
    return job.outcome();
  }

  @Test
  void well_or_by_what_the_work_throws() {
    JobException refused = new JobException(FailureCode.values()[0], "refused");
    IOException full = new IOException("the disk is full");
    IllegalStateException broken = new IllegalStateException("a fault");
    assertThat(endOf(cancellation -> {})).isEqualTo(new JobOutcome.Done());
    assertThat(endOf(cancellation -> fail(refused))).isEqualTo(new JobOutcome.Failed(refused));
    assertThat(
            endOf(
                cancellation -> {
                  throw full;
                }))
        .isEqualTo(new JobOutcome.NotStored(full));
    assertThat(
            endOf(
                cancellation -> {
                  throw broken;
                }))
        .isEqualTo(new JobOutcome.Broken(broken));
    assertThat(
            endOf(
                cancellation -> {
                  throw new StateUnavailableException("away", Duration.ofSeconds(1), null) {};
                }))
        .as("another process may go on")
        .isEqualTo(new JobOutcome.ShutDown());
    assertThat(
            endOf(
                cancellation -> {
                  throw new AssertionError("the thread dies");
                }))
        .isEqualTo(new JobOutcome.WorkerDied());
    assertThat(endOf(cancellation -> {})).as("the next one").isEqualTo(new JobOutcome.Done());
  }

  private static void fail(JobException failure) throws JobException {
    throw failure;
  }

  @Test
  void each_outcome_is_read_by_its_own_case() {
    JobException refused = new JobException(FailureCode.values()[0], "refused");
    IOException full = new IOException("the disk is full");
    IllegalStateException broken = new IllegalStateException("a fault");
    JobOutcome.Cases<Object> cases =
        new JobOutcome.Cases<>() {
          @Override
          public Object done() {
            return "done";
          }

          @Override
          public Object cancelled() {
            return "cancelled";
          }

          @Override
          public Object timedOut() {
            return "timed out";
          }

          @Override
          public Object shutDown() {
            return "shut down";
          }

          @Override
          public Object failed(JobException reason) {
            return reason;
          }

          @Override
          public Object notStored(IOException fault) {
            return fault;
          }

          @Override
          public Object broken(RuntimeException cause) {
            return cause;
          }

          @Override
          public Object workerDied() {
            return "worker died";
          }
        };
    assertThat(
            List.<JobOutcome>of(
                new JobOutcome.Done(),
                JobOutcome.of(Reason.CANCELLED),
                JobOutcome.of(Reason.DEADLINE),
                JobOutcome.of(Reason.SHUTDOWN),
                JobOutcome.of(Reason.LEASE_LOST),
                new JobOutcome.Failed(refused),
                new JobOutcome.NotStored(full),
                new JobOutcome.Broken(broken),
                new JobOutcome.WorkerDied()))
        .extracting(outcome -> outcome.match(cases))
        .containsExactly(
            "done",
            "cancelled",
            "timed out",
            "shut down",
            "shut down",
            refused,
            full,
            broken,
            "worker died");
  }

  @Test
  void at_its_limit_even_if_its_thread_does_not_return() throws Exception {
    CountDownLatch letGo = new CountDownLatch(1);
    FakeJob stuck =
        submit(
            new Doing(
                "stuck",
                Duration.ofMillis(50),
                cancellation -> {
                  boolean returned = false;
                  while (!returned) {
                    try {
                      letGo.await();
                      returned = true;
                    } catch (InterruptedException e) {
                      // The work does not notice that it should end.
                    }
                  }
                }));
    Waiting.until(stuck::isEnded);
    assertThat(stuck.outcome()).isEqualTo(new JobOutcome.TimedOut());
    letGo.countDown();
    Waiting.until(() -> runner.active() == 0);
  }

  @Test
  void the_work_knows_how_much_of_its_limit_is_left() {
    List<Long> left = new CopyOnWriteArrayList<>();
    endOf(cancellation -> left.add(cancellation.remainingNanos()));
    assertThat(left.get(0)).isBetween(1L, Duration.ofMinutes(1).toNanos());
  }

  @Test
  void by_a_request_and_the_interrupt_of_its_thread_is_gone_before_the_end_is_told() {
    List<Boolean> interrupted = new CopyOnWriteArrayList<>();
    CountDownLatch begun = new CountDownLatch(1);
    jobs.subscribe(job -> interrupted.add(Thread.currentThread().isInterrupted()));
    FakeJob asked =
        submit(
            "asked",
            cancellation -> {
              begun.countDown();
              new CountDownLatch(1).await();
            });
    FakeJob next =
        submit("next", cancellation -> interrupted.add(Thread.currentThread().isInterrupted()));
    Waiting.until(() -> begun.getCount() == 0);
    assertThat(asked.cancellation().request(Reason.CANCELLED)).isTrue();
    Waiting.until(next::isEnded);
    assertThat(asked.outcome())
        .as("the failed write is no fault")
        .isEqualTo(new JobOutcome.Cancelled());
    assertThat(interrupted).isNotEmpty().doesNotContain(true);
  }

  @Test
  void one_that_pays_may_end_while_the_server_drains_and_the_others_end_at_once() throws Exception {
    CountDownLatch paying = new CountDownLatch(1);
    CountDownLatch paid = new CountDownLatch(1);
    FakeJob first =
        submit(
            "first",
            cancellation -> {
              cancellation.beginPaying();
              paying.countDown();
              paid.await();
              cancellation.endPaying();
            });
    FakeJob waits = submit("waits", cancellation -> {});
    assertThat(paying.await(20, TimeUnit.SECONDS)).isTrue();
    assertThat(runner.refusesNewWork()).isFalse();

    runner.refuseNewWork();

    assertThat(runner.refusesNewWork()).isTrue();
    assertThat(waits.outcome()).isEqualTo(new JobOutcome.ShutDown());
    assertThat(first.isEnded()).isFalse();
    assertThat(runner.awaitPaid(Duration.ofMillis(20))).isEqualTo(1);
    FakeJob late = submit("late", cancellation -> {});
    assertThat(late.outcome()).isEqualTo(new JobOutcome.ShutDown());
    paid.countDown();
    assertThat(runner.awaitPaid(Duration.ofSeconds(20))).isZero();
    Waiting.until(first::isEnded);
  }

  @Test
  void closing_ends_also_one_that_pays() throws Exception {
    CountDownLatch paying = new CountDownLatch(1);
    FakeJob first =
        submit(
            "first",
            cancellation -> {
              cancellation.beginPaying();
              paying.countDown();
              new CountDownLatch(1).await();
            });
    assertThat(paying.await(20, TimeUnit.SECONDS)).isTrue();
    runner.close();
    assertThat(first.outcome()).isEqualTo(new JobOutcome.ShutDown());
  }

  @Test
  void work_is_done_under_the_fence_of_its_lease_and_other_threads_have_none() {
    List<Long> fences = new CopyOnWriteArrayList<>();
    for (String name : List.of("one", "two")) {
      FakeJob job = submit(name, cancellation -> fences.add(CurrentLease.fence().orElseThrow()));
      Waiting.until(job::isEnded);
    }
    assertThat(fences).hasSize(2).doesNotHaveDuplicates();
    assertThat(CurrentLease.fence()).isEmpty();
    try (CurrentLease.Scope outer = CurrentLease.enter(7)) {
      try (CurrentLease.Scope inner = CurrentLease.enter(8)) {
        assertThat(CurrentLease.fence()).hasValue(8);
      }
      assertThat(CurrentLease.fence()).hasValue(7);
    }
    assertThat(CurrentLease.fence()).isEmpty();
  }

  @Test
  void while_its_state_is_away_a_job_stays_in_line_and_is_worked_on_when_it_is_back() {
    String worker = workerOfOne();
    away.add("claim");
    List<String> workers = new CopyOnWriteArrayList<>();
    FakeJob first = submit("first", cancellation -> workers.add(Thread.currentThread().getName()));
    Waiting.until(() -> missed.contains("claim") && runner.active() == 0);
    away.clear();
    FakeJob second = submit("second", cancellation -> {});
    Waiting.until(() -> first.isEnded() && second.isEnded());
    assertThat(first.outcome()).isEqualTo(new JobOutcome.Done());
    assertThat(workers).as("no worker was lost").containsExactly(worker);
  }

  @Test
  void a_job_stays_in_line_that_is_submitted_while_its_state_goes_away() {
    away.add("waiting");
    FakeJob first = submit("first", cancellation -> {});
    assertThat(first.isEnded()).isFalse();
    away.clear();
    submit("second", cancellation -> {});
    Waiting.until(first::isEnded);
    assertThat(first.outcome()).isEqualTo(new JobOutcome.Done());
  }

  private String workerOfOne() {
    List<String> names = new CopyOnWriteArrayList<>();
    FakeJob job = submit("any", cancellation -> names.add(Thread.currentThread().getName()));
    Waiting.until(job::isEnded);
    return names.get(0);
  }

  @Test
  void an_end_that_cannot_be_stored_costs_no_worker() {
    String worker = workerOfOne();
    CountDownLatch done = new CountDownLatch(1);
    away.add("finish");
    away.add("release");
    submit("first", cancellation -> done.countDown());
    Waiting.until(() -> done.getCount() == 0 && runner.active() == 0);
    away.clear();
    assertThat(workerOfOne()).isEqualTo(worker);
  }

  @Test
  void closing_while_the_state_is_away_ends_what_is_worked_on_here() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    FakeJob job =
        submit(
            "job",
            cancellation -> {
              begun.countDown();
              new CountDownLatch(1).await();
            });
    assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();
    assertThat(runner.awaitPaid(Duration.ZERO)).as("it does not pay").isZero();
    away.add("list");
    runner.close();
    assertThat(job.outcome()).isEqualTo(new JobOutcome.ShutDown());
  }

  @Test
  void a_failure_that_may_have_cost_is_the_default_and_has_a_message() {
    JobException failure = new JobException(FailureCode.values()[0], null);
    assertThat(failure.mayHaveCost()).isTrue();
    assertThat(failure.getMessage()).isEqualTo("null");
    assertThat(failure.refusal()).isEmpty();
    assertThat(failure.retryAfter()).isEmpty();
  }
}
