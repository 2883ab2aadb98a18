package dev.dalleserver.pictures;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.fixtures.ThreadWatch;
import dev.dalleserver.fixtures.Waiting;
import dev.dalleserver.jobs.Cancellation.Reason;
import dev.dalleserver.jobs.Capacity;
import dev.dalleserver.jobs.FailureCode;
import dev.dalleserver.jobs.Given;
import dev.dalleserver.jobs.GivenKind;
import dev.dalleserver.jobs.JobLimits;
import dev.dalleserver.jobs.JobRunner;
import dev.dalleserver.jobs.Jobs;
import dev.dalleserver.jobs.LocalJobs;
import dev.dalleserver.jobs.NewJob;
import dev.dalleserver.jobs.Submission;
import dev.dalleserver.jobs.WorkerPool;
import dev.dalleserver.picture.ArtifactKind;
import dev.dalleserver.picture.PictureKey;
import dev.dalleserver.progress.Phase;
import dev.dalleserver.progress.ProgressSnapshot;
import dev.dalleserver.tasks.TaskScheduler;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every run ends once and reports how; after any kind of end the next one is worked on. */
@Timeout(60)
class PictureRunTest {
  @TempDir Path folder;
  private final ThreadWatch watch = new ThreadWatch();
  private final List<PictureRun> ended = new CopyOnWriteArrayList<>();
  private MakingPictures scene;
  private Jobs<PictureKey, Given<PictureRun>, PictureRun> jobs;
  private JobRunner<PictureKey, Given<PictureRun>, PictureRun> runner;
  private JobLimits limits;
  private int keys;

  @BeforeEach
  void open() throws Exception {
    scene = new MakingPictures(folder);
    open(new JobLimits(1, 2, MakingPictures.RUN_LIMIT));
  }

  @AfterEach
  void close() throws Exception {
    scene.painter.release();
    runner.close();
    scene.close();
    watch.awaitNoneLeft();
  }

  private void open(JobLimits newLimits) {
    limits = newLimits;
    jobs = new LocalJobs<>(new GivenKind<>(), Capacity.ofWorkers(limits), scene.time::nanos);
    jobs.subscribe(ended::add);
    runner =
        new JobRunner<>(jobs, WorkerPool.fixed(limits.workers()), new TaskScheduler("deadlines"));
  }

  private RunContext wish() {
    return scene.wish(MakingPictures.key(++keys), false);
  }

  private Submission<PictureRun> submit(RunContext wish) {
    return runner.submit(
        new NewJob<>(
            wish.key(),
            new Given<>("", () -> new PictureRun(wish, scene.pipeline(), limits.runLimit()))));
  }

  private PictureRun started(RunContext wish) {
    return ((Submission.Started<PictureRun>) submit(wish)).job();
  }

  private PictureRun started() {
    return started(wish());
  }

  private PictureRun painting() {
    int calls = scene.painter.calls();
    scene.painter.hold();
    PictureRun run = started();
    Waiting.until(() -> scene.painter.calls() > calls);
    return run;
  }

  private ProgressSnapshot awaitEnd(PictureRun run) {
    Waiting.until(() -> ended.contains(run));
    return run.progress().snapshot();
  }

  private void assertTheNextIsMade() {
    scene.painter.release();
    ProgressSnapshot next = awaitEnd(started());
    assertThat(next.error()).isEmpty();
    assertThat(next.done()).isTrue();
    assertThat(next.cancelled()).isFalse();
    Waiting.until(() -> runner.active() == 0);
  }

  @Test
  void a_run_that_goes_well_ends_without_a_failure_and_is_told_of_once() {
    PictureRun run = started();
    ProgressSnapshot last = awaitEnd(run);
    assertThat(last.done()).isTrue();
    assertThat(last.error()).isEmpty();
    assertThat(last.dalleDress().dress().run().completed()).isTrue();
    Waiting.until(() -> runner.active() == 0);
    assertThat(ended).containsExactly(run);
    assertThat(run.isEnded()).isTrue();
  }

  @Nested
  class WhenSomethingFails {
    @ParameterizedTest
    @EnumSource(FailureCode.class)
    void the_run_ends_with_the_code_and_the_words_of_the_failure(FailureCode code) {
      scene.painter.fail(code, "what went wrong");
      ProgressSnapshot last = awaitEnd(started());
      assertThat(last.errorCode()).isEqualTo(code.name());
      assertThat(last.error()).isEqualTo("what went wrong");
      assertThat(last.cancelled()).isFalse();
      scene.painter.recover();
      assertTheNextIsMade();
    }

    @Test
    void unexpectedly_it_points_to_the_log_and_the_next_run_is_made() {
      AtomicBoolean broken = new AtomicBoolean(true);
      scene.annotator.before(
          () -> {
            if (broken.getAndSet(false)) {
              throw new IllegalStateException("secret words");
            }
          });
      ProgressSnapshot last = awaitEnd(started());
      assertThat(last.errorCode()).isEqualTo("INTERNAL_SERVER_ERROR");
      assertThat(last.error()).contains("the log of the server says more").doesNotContain("secret");
      assertTheNextIsMade();
    }

    @Test
    void with_an_error_of_the_machine_it_ends_too_and_the_next_run_is_made() {
      AtomicBoolean broken = new AtomicBoolean(true);
      scene.annotator.before(
          () -> {
            if (broken.getAndSet(false)) {
              Thread.currentThread().setUncaughtExceptionHandler((thread, failure) -> {});
              throw new StackOverflowError();
            }
          });
      ProgressSnapshot last = awaitEnd(started());
      assertThat(last.errorCode()).isEqualTo("INTERNAL_SERVER_ERROR");
      assertTheNextIsMade();
    }

    @Test
    void on_the_disk_it_is_told_without_a_place() {
      keys = 100;
      RunContext wish = scene.wish();
      scene.obstruct(ArtifactKind.ANNOTATED);
      ProgressSnapshot last = awaitEnd(started(wish));
      assertThat(last.errorCode()).isEqualTo("FILE_SYSTEM_ERROR");
      assertThat(last.error())
          .startsWith("the picture could not be stored: ")
          .doesNotContain(folder.toString());
      assertTheNextIsMade();
    }
  }

  @Nested
  class WhenItIsEnded {
    @Test
    void while_it_waits_it_never_works() {
      PictureRun first = painting();
      PictureRun waiting = started();
      assertThat(jobs.waiting()).isEqualTo(1);
      assertThat(jobs.requestEnd(waiting, Reason.CANCELLED)).isTrue();
      assertThat(ended).containsExactly(waiting);
      assertThat(waiting.progress().snapshot().cancelled()).isTrue();
      assertThat(jobs.waiting()).isZero();
      scene.painter.release();
      awaitEnd(first);
      assertThat(scene.painter.calls()).isEqualTo(1);
    }

    @Test
    void while_it_works_it_ends_at_once_and_what_comes_later_changes_nothing() {
      scene.painter.deaf();
      PictureRun run = painting();
      assertThat(jobs.requestEnd(run, Reason.CANCELLED)).isTrue();
      assertThat(run.progress().snapshot().cancelled()).isTrue();
      assertThat(ended).containsExactly(run);
      scene.painter.release();
      Waiting.until(() -> runner.active() == 0);
      assertThat(run.progress().snapshot().cancelled()).isTrue();
      assertThat(run.progress().snapshot().error()).isEmpty();
      assertThat(ended).containsExactly(run);
    }

    @Test
    void while_it_waits_for_something_else_its_thread_comes_back() {
      CountDownLatch never = new CountDownLatch(1);
      CountDownLatch waits = new CountDownLatch(1);
      scene.atTheBeginningOf.put(
          Phase.BASE_PROMPTS,
          () -> {
            try {
              waits.countDown();
              never.await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          });
      PictureRun run = started();
      Waiting.until(() -> waits.getCount() == 0);
      jobs.requestEnd(run, Reason.CANCELLED);
      Waiting.until(() -> runner.active() == 0);
      scene.atTheBeginningOf.clear();
      assertTheNextIsMade();
    }

    @Test
    void a_second_time_the_first_end_stays() {
      PictureRun run = painting();
      jobs.requestEnd(run, Reason.CANCELLED);
      assertThat(jobs.requestEnd(run, Reason.SHUTDOWN)).isFalse();
      assertThat(run.progress().snapshot().cancelled()).isTrue();
      assertThat(run.progress().snapshot().errorCode()).isEmpty();
      assertThat(ended).containsExactly(run);
    }

    @Test
    void because_the_server_stops_it_says_so() {
      PictureRun run = painting();
      jobs.requestEnd(run, Reason.SHUTDOWN);
      assertThat(run.progress().snapshot().errorCode()).isEqualTo("SHUTTING_DOWN");
      assertThat(run.progress().snapshot().cancelled()).isFalse();
    }

    @Test
    void in_the_midst_of_writing_it_is_no_fault_of_the_disk() {
      RunContext wish = wish();
      scene.store.addListener(
          (operation, path, succeeded) -> {
            if (path.contains("/data/")) {
              // Interrupts this very thread: the next write fails.
              wish.cancellation().request(Reason.CANCELLED);
            }
          });
      ProgressSnapshot last = awaitEnd(started(wish));
      assertThat(last.cancelled()).isTrue();
      assertThat(last.errorCode()).isEmpty();
    }

    @Test
    void the_interruption_does_not_reach_the_next_run_on_that_thread() {
      for (int i = 0; i < 5; i++) {
        PictureRun run = painting();
        jobs.requestEnd(run, Reason.CANCELLED);
        assertTheNextIsMade();
      }
    }
  }

  @Nested
  class WhenTheServerStops {
    @Test
    void what_does_not_pay_ends_and_what_pays_goes_on_to_its_picture() throws Exception {
      scene.painter.deaf();
      PictureRun paying = painting();
      paying.context().cancellation().beginPaying();
      PictureRun waiting = started();
      jobs.requestEndUnlessPaying(paying, Reason.SHUTDOWN);
      jobs.requestEndUnlessPaying(waiting, Reason.SHUTDOWN);
      assertThat(ended).containsExactly(waiting);
      assertThat(waiting.progress().snapshot().errorCode()).isEqualTo("SHUTTING_DOWN");
      scene.painter.release();
      assertThat(awaitEnd(paying).error()).isEmpty();
    }

    @Test
    void closing_cuts_off_what_works() {
      PictureRun run = painting();
      runner.close();
      Waiting.until(run::isEnded);
      assertThat(started().isEnded()).isTrue();
    }
  }

  @Nested
  class WhenItsTimeIsUp {
    @Test
    void it_ends_though_its_thread_never_comes_back() {
      runner.close();
      open(new JobLimits(1, 2, Duration.ofMillis(300)));
      CountDownLatch comesBack = new CountDownLatch(1);
      scene.atTheBeginningOf.put(Phase.SETUP, () -> awaitDeafly(comesBack));
      PictureRun run = started();
      ProgressSnapshot last = awaitEnd(run);
      assertThat(last.errorCode()).isEqualTo("GENERATION_TIMEOUT");
      assertThat(runner.active()).isEqualTo(1);
      assertThat(run.context().cancellation().reason()).contains(Reason.DEADLINE);
      // The timer's thread tells the listeners after the end is seen.
      Waiting.untilAsserted(() -> assertThat(ended).containsExactly(run));
      comesBack.countDown();
      Waiting.until(() -> runner.active() == 0);
      assertThat(ended).containsExactly(run);
    }

    private void awaitDeafly(CountDownLatch latch) {
      while (latch.getCount() > 0) {
        try {
          latch.await();
        } catch (InterruptedException e) {
          // Ignores the interrupt.
        }
      }
    }

    @Test
    void by_the_clock_that_counts_it_is_noticed_between_phases() {
      scene.enhancer = Optional.of((dress, usage, cancellation) -> "unused");
      scene.atTheBeginningOf.put(Phase.SETUP, () -> scene.time.pass(MakingPictures.RUN_LIMIT));
      ProgressSnapshot last = awaitEnd(started());
      assertThat(last.errorCode()).isEqualTo("GENERATION_TIMEOUT");
      assertThat(scene.painter.calls()).isZero();
    }

    @Test
    void the_time_in_the_queue_does_not_count() {
      PictureRun first = painting();
      PictureRun waiting = started();
      // The first has passed its last check before the provider, and the second has not begun.
      scene.time.pass(MakingPictures.RUN_LIMIT.plusHours(1));
      jobs.requestEnd(first, Reason.CANCELLED);
      scene.painter.release();
      assertThat(awaitEnd(waiting).error()).isEmpty();
    }
  }

  @Test
  void more_than_can_work_and_wait_are_turned_away_until_there_is_room() {
    painting();
    PictureRun second = started();
    started();
    assertThat(submit(wish())).isEqualTo(new Submission.Full<PictureRun>(2));
    assertThat(runner.active()).isEqualTo(1);
    assertThat(jobs.waiting()).isEqualTo(2);
    jobs.requestEnd(second, Reason.CANCELLED);
    assertThat(submit(wish())).isInstanceOf(Submission.Started.class);
  }

  @Test
  void those_who_wait_see_their_place() {
    painting();
    PictureRun second = started();
    PictureRun third = started();
    jobs.requestEnd(second, Reason.CANCELLED);
    assertThat(third.progress().snapshot().queuePosition()).isEqualTo(1);
  }
}
