package dev.dalleserver.pictures;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.fixtures.ThreadWatch;
import dev.dalleserver.fixtures.Waiting;
import dev.dalleserver.jobs.Cancellation.Reason;
import dev.dalleserver.jobs.FailureCode;
import dev.dalleserver.jobs.JobLimits;
import dev.dalleserver.picture.ArtifactKind;
import dev.dalleserver.progress.Phase;
import dev.dalleserver.progress.ProgressSnapshot;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
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
class RunSupervisorTest {
  @TempDir Path folder;
  private final ThreadWatch watch = new ThreadWatch();
  private final List<ActiveRun> ended = new CopyOnWriteArrayList<>();
  private MakingPictures scene;
  private RunSupervisor supervisor;
  private int keys;

  @BeforeEach
  void open() throws Exception {
    scene = new MakingPictures(folder);
    supervisor = supervisor(new JobLimits(1, 2, MakingPictures.RUN_LIMIT));
  }

  @AfterEach
  void close() throws Exception {
    scene.painter.release();
    supervisor.close();
    scene.close();
    watch.awaitNoneLeft();
  }

  private RunSupervisor supervisor(JobLimits capacity) {
    return new RunSupervisor(
        scene.pipeline(), scene.archive, capacity, scene.time::nanos, ended::add);
  }

  private PictureJob wish() {
    return scene.wish(MakingPictures.key(++keys), false);
  }

  private ActiveRun started(PictureJob wish) {
    return Objects.requireNonNull(supervisor.start(wish));
  }

  private ActiveRun started() {
    return started(wish());
  }

  private ActiveRun painting() {
    int calls = scene.painter.calls();
    scene.painter.hold();
    ActiveRun run = started();
    Waiting.until(() -> scene.painter.calls() > calls);
    return run;
  }

  private ProgressSnapshot awaitEnd(ActiveRun run) {
    Waiting.until(() -> ended.contains(run));
    return run.progress().snapshot();
  }

  private void assertTheNextIsMade() {
    scene.painter.release();
    ProgressSnapshot next = awaitEnd(started());
    assertThat(next.error()).isEmpty();
    assertThat(next.done()).isTrue();
    assertThat(next.cancelled()).isFalse();
    Waiting.until(() -> supervisor.active() == 0);
  }

  @Test
  void a_run_that_goes_well_ends_without_a_failure_and_is_told_of_once() {
    ActiveRun run = started();
    ProgressSnapshot last = awaitEnd(run);
    assertThat(last.done()).isTrue();
    assertThat(last.error()).isEmpty();
    assertThat(last.dalleDress().dress().run().completed()).isTrue();
    Waiting.until(() -> supervisor.active() == 0);
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
    void unexpectedly_its_kind_is_told_and_the_next_run_is_made() {
      AtomicBoolean broken = new AtomicBoolean(true);
      scene.annotator.before(
          () -> {
            if (broken.getAndSet(false)) {
              throw new IllegalStateException("secret words");
            }
          });
      ProgressSnapshot last = awaitEnd(started());
      assertThat(last.errorCode()).isEqualTo("INTERNAL_SERVER_ERROR");
      assertThat(last.error()).contains("IllegalStateException").doesNotContain("secret");
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
      PictureJob wish = scene.wish();
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
      ActiveRun first = painting();
      ActiveRun waiting = started();
      assertThat(supervisor.waiting()).isEqualTo(1);
      assertThat(supervisor.end(waiting, Reason.CANCELLED)).isTrue();
      assertThat(ended).containsExactly(waiting);
      assertThat(waiting.progress().snapshot().cancelled()).isTrue();
      assertThat(supervisor.waiting()).isZero();
      scene.painter.release();
      awaitEnd(first);
      assertThat(scene.painter.calls()).isEqualTo(1);
    }

    @Test
    void while_it_works_it_ends_at_once_and_what_comes_later_changes_nothing() {
      scene.painter.deaf();
      ActiveRun run = painting();
      assertThat(supervisor.end(run, Reason.CANCELLED)).isTrue();
      assertThat(run.progress().snapshot().cancelled()).isTrue();
      assertThat(ended).containsExactly(run);
      scene.painter.release();
      Waiting.until(() -> supervisor.active() == 0);
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
      ActiveRun run = started();
      Waiting.until(() -> waits.getCount() == 0);
      supervisor.end(run, Reason.CANCELLED);
      Waiting.until(() -> supervisor.active() == 0);
      scene.atTheBeginningOf.clear();
      assertTheNextIsMade();
    }

    @Test
    void a_second_time_the_first_end_stays() {
      ActiveRun run = painting();
      supervisor.end(run, Reason.CANCELLED);
      assertThat(supervisor.end(run, Reason.SHUTDOWN)).isFalse();
      assertThat(run.progress().snapshot().cancelled()).isTrue();
      assertThat(run.progress().snapshot().errorCode()).isEmpty();
      assertThat(ended).containsExactly(run);
    }

    @Test
    void because_the_server_stops_it_says_so() {
      ActiveRun run = painting();
      supervisor.end(run, Reason.SHUTDOWN);
      assertThat(run.progress().snapshot().errorCode()).isEqualTo("SHUTTING_DOWN");
      assertThat(run.progress().snapshot().cancelled()).isFalse();
    }

    @Test
    void in_the_midst_of_writing_it_is_no_fault_of_the_disk() {
      PictureJob wish = wish();
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
        ActiveRun run = painting();
        supervisor.end(run, Reason.CANCELLED);
        assertTheNextIsMade();
      }
    }
  }

  @Nested
  class WhenTheServerStops {
    @Test
    void what_does_not_pay_ends_and_what_pays_goes_on_to_its_picture() throws Exception {
      scene.painter.deaf();
      ActiveRun paying = painting();
      paying.job().cancellation().beginPaying();
      ActiveRun waiting = started();
      supervisor.endUnlessPaying(paying);
      supervisor.endUnlessPaying(waiting);
      assertThat(ended).containsExactly(waiting);
      assertThat(waiting.progress().snapshot().errorCode()).isEqualTo("SHUTTING_DOWN");
      scene.painter.release();
      assertThat(awaitEnd(paying).error()).isEmpty();
    }

    @Test
    void closing_cuts_off_what_works() {
      ActiveRun run = painting();
      supervisor.close();
      Waiting.until(run::isEnded);
      assertThat(supervisor.start(wish())).isNull();
    }
  }

  @Nested
  class WhenItsTimeIsUp {
    @Test
    void it_ends_though_its_thread_never_comes_back() {
      supervisor.close();
      supervisor = supervisor(new JobLimits(1, 2, Duration.ofMillis(300)));
      CountDownLatch comesBack = new CountDownLatch(1);
      scene.atTheBeginningOf.put(Phase.SETUP, () -> awaitDeafly(comesBack));
      ActiveRun run = started();
      ProgressSnapshot last = awaitEnd(run);
      assertThat(last.errorCode()).isEqualTo("GENERATION_TIMEOUT");
      assertThat(supervisor.active()).isEqualTo(1);
      assertThat(run.job().cancellation().reason()).contains(Reason.DEADLINE);
      comesBack.countDown();
      Waiting.until(() -> supervisor.active() == 0);
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
      scene.enhancer = Optional.of((dress, cancellation) -> "unused");
      PictureJob wish =
          new PictureJob(
              MakingPictures.key(50),
              MakingPictures.plan(MakingPictures.key(50)),
              false,
              scene.wish(MakingPictures.key(50), false).progress(),
              supervisor.newCancellation());
      assertThat(wish.cancellation().remainingNanos())
          .isEqualTo(MakingPictures.RUN_LIMIT.toNanos());
      scene.time.pass(MakingPictures.RUN_LIMIT);
      ProgressSnapshot last = awaitEnd(started(wish));
      assertThat(last.errorCode()).isEqualTo("GENERATION_TIMEOUT");
      assertThat(scene.painter.calls()).isZero();
    }
  }

  @Test
  void more_than_can_work_and_wait_are_turned_away_until_there_is_room() {
    painting();
    ActiveRun second = started();
    started();
    assertThat(supervisor.start(wish())).isNull();
    assertThat(supervisor.active()).isEqualTo(1);
    assertThat(supervisor.waiting()).isEqualTo(2);
    supervisor.end(second, Reason.CANCELLED);
    assertThat(supervisor.start(wish())).isNotNull();
  }

  @Test
  void those_who_wait_see_their_place() {
    painting();
    ActiveRun second = started();
    ActiveRun third = started();
    supervisor.end(second, Reason.CANCELLED);
    assertThat(third.progress().snapshot().queuePosition()).isEqualTo(1);
  }
}
