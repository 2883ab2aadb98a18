package dev.dalleserver.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.fixtures.ThreadWatch;
import dev.dalleserver.fixtures.Waiting;
import dev.dalleserver.jobs.Cancellation.Reason;
import dev.dalleserver.tasks.TaskScheduler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A job that waits for the only slot begins when the slot is free, whatever has freed it. */
@Timeout(60)
class WaitingJobsTest {
  private final ThreadWatch watch = new ThreadWatch();
  private final LocalJobs<String, Given<FakeJob>, FakeJob> jobs =
      new LocalJobs<>(new GivenKind<>(), Capacity.slots(1, 5), System::nanoTime);
  private final List<String> begun = new CopyOnWriteArrayList<>();
  private final List<Runnable> onWork = new CopyOnWriteArrayList<>();
  private volatile boolean endsAreTold = true;
  private final JobRunner<String, Given<FakeJob>, FakeJob> runner =
      new JobRunner<>(shared(), WorkerPool.threadPerJob("job"), new TaskScheduler("deadlines"));

  private final CountDownLatch release = new CountDownLatch(1);

  /** The same jobs as another process may have a part in. */
  @SuppressWarnings("unchecked")
  private Jobs<String, Given<FakeJob>, FakeJob> shared() {
    return (Jobs<String, Given<FakeJob>, FakeJob>)
        Proxy.newProxyInstance(
            Jobs.class.getClassLoader(),
            new Class<?>[] {Jobs.class},
            (proxy, method, args) -> {
              Object[] passed = args;
              if (method.getName().equals("subscribe")) {
                Consumer<FakeJob> listener = (Consumer<FakeJob>) args[0];
                Consumer<FakeJob> mayBeSilent =
                    job -> {
                      if (endsAreTold) {
                        listener.accept(job);
                      }
                    };
                passed = new Object[] {mayBeSilent};
              } else if (method.getName().equals("onWork")) {
                onWork.add((Runnable) args[0]);
              }
              try {
                return method.invoke(jobs, passed);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  @AfterEach
  void no_thread_is_left() {
    release.countDown();
    runner.close();
    watch.awaitNoneLeft();
  }

  /** Works until it is released, and does not notice that it should end. */
  private final class Stuck extends FakeJob {
    Stuck(String name) {
      super(name);
    }

    @Override
    public void work() {
      begun.add(name());
      boolean returned = false;
      while (!returned) {
        try {
          release.await();
          returned = true;
        } catch (InterruptedException e) {
          // It goes on, like a call that never returns.
        }
      }
    }
  }

  private final class Quick extends FakeJob {
    Quick(String name) {
      super(name);
    }

    @Override
    public void work() {
      begun.add(name());
    }
  }

  private static NewJob<String, Given<FakeJob>, FakeJob> request(FakeJob job) {
    return FakeJob.request(job).waiting(true);
  }

  private <J extends FakeJob> J submit(J job) {
    assertThat(runner.submit(request(job))).isInstanceOf(Submission.Started.class);
    return job;
  }

  private Stuck working() {
    Stuck job = submit(new Stuck("first"));
    Waiting.until(() -> begun.contains("first"));
    return job;
  }

  /** Submits a job, and returns once the worker that was started for it has found no slot. */
  private FakeJob waiting(String name) {
    FakeJob job = submit(new Quick(name));
    Waiting.until(() -> runner.active() == 1);
    assertThat(begun).doesNotContain(name);
    return job;
  }

  @Test
  void although_the_thread_of_the_one_before_does_not_return() {
    FakeJob first = working();
    FakeJob second = waiting("second");

    jobs.requestEnd(first, Reason.DEADLINE);

    Waiting.until(second::isEnded);
    assertThat(begun).containsExactly("first", "second");
    assertThat(runner.active()).as("the first has not returned").isPositive();
  }

  @Test
  void when_the_worker_of_one_returns_that_another_process_has_ended() {
    endsAreTold = false;
    FakeJob first = working();
    FakeJob second = waiting("second");
    jobs.requestEnd(first, Reason.CANCELLED);
    assertThat(begun).containsExactly("first");

    release.countDown();

    Waiting.until(second::isEnded);
    assertThat(begun).containsExactly("first", "second");
  }

  @Test
  void when_the_jobs_tell_that_another_process_has_submitted_one() {
    FakeJob foreign = new Quick("foreign");
    jobs.submit(request(foreign));
    assertThat(begun).isEmpty();

    onWork.forEach(Runnable::run);

    Waiting.until(foreign::isEnded);
    assertThat(begun).containsExactly("foreign");
  }

  @Test
  void and_the_turn_of_one_that_has_gone_is_that_of_the_next() {
    FakeJob first = working();
    FakeJob second = waiting("second");
    FakeJob third = waiting("third");
    jobs.requestEnd(second, Reason.CANCELLED);

    jobs.requestEnd(first, Reason.DEADLINE);

    Waiting.until(third::isEnded);
    assertThat(third.outcome()).isEqualTo(new JobOutcome.Done());
    assertThat(second.outcome()).isEqualTo(new JobOutcome.Cancelled());
    assertThat(begun).containsExactly("first", "third");
    assertThat(jobs.freePlaces()).as("each place is given back once").isEqualTo(1);
  }
}
