package dev.dalleserver.progress;

import static dev.dalleserver.progress.Phase.ANNOTATE;
import static dev.dalleserver.progress.Phase.BASE_PROMPTS;
import static dev.dalleserver.progress.Phase.COMPLETED;
import static dev.dalleserver.progress.Phase.ENHANCE_PROMPT;
import static dev.dalleserver.progress.Phase.IMAGE_WAIT;
import static dev.dalleserver.progress.Phase.SETUP;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.dalleserver.dress.DalleDress;
import dev.dalleserver.fixtures.MovingTime;
import dev.dalleserver.jobs.WaitingLine;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgressRunTest {
  private static final long START_NS = MovingTime.START.getEpochSecond() * 1_000_000_000L;
  private static final long MILLI = 1_000_000L;

  @TempDir private Path folder;
  private Scene scene;

  @BeforeEach
  void open() throws Exception {
    scene = new Scene(folder);
  }

  @AfterEach
  void close() throws Exception {
    scene.close();
  }

  @Nested
  class InTheQueue {
    private ProgressRun run;

    @BeforeEach
    void queue() {
      run = scene.manager.begin(Scene.KEY, "offline", Scene.DRESS, 3);
    }

    @Test
    void waits_in_setup_with_nothing_begun() {
      ProgressSnapshot snapshot = run.snapshot();

      assertThat(snapshot.currentPhase()).isEqualTo(SETUP);
      assertThat(snapshot.queuePosition()).isEqualTo(3);
      assertThat(snapshot.startedNs()).isZero();
      assertThat(snapshot.percent()).isZero();
      assertThat(snapshot.done()).isFalse();
      assertThat(snapshot.phases())
          .extracting(PhaseTiming::name)
          .containsExactly(Phase.values())
          .hasSize(8);
      assertThat(snapshot.phases())
          .allSatisfy(
              phase -> assertThat(phase).isEqualTo(new PhaseTiming(phase.name(), 0, 0, false, "")));
    }

    @Test
    void moves_up() {
      run.updateQueuePosition(1);

      assertThat(run.snapshot().queuePosition()).isEqualTo(1);
    }

    @Test
    void leaves_the_queue_for_good_when_work_begins() {
      run.enter(SETUP);
      run.updateQueuePosition(2);

      assertThat(run.snapshot().queuePosition()).isZero();
      assertThat(run.snapshot().startedNs()).isEqualTo(START_NS);
    }

    @Test
    void may_be_cancelled_before_anything_began() {
      run.finish(RunOutcome.CANCELLED);

      assertThat(run.snapshot().queuePosition()).isZero();
      assertThat(run.snapshot().phases().get(0)).isEqualTo(new PhaseTiming(SETUP, 0, 0, false, ""));
      assertThat(run.snapshot().cancelled()).isTrue();
    }
  }

  @Nested
  class WaitingForTheProvider {
    private static WaitingLine line(int waiting, Duration each) {
      return new WaitingLine() {
        @Override
        public int waiting() {
          return waiting;
        }

        @Override
        public Duration delay(int ahead) {
          return each.multipliedBy(waiting + ahead);
        }
      };
    }

    /** One run whose wait for the image takes four seconds, so that there is an average. */
    private void makeOne() {
      ProgressRun first = scene.begin();
      scene.work(first, IMAGE_WAIT, 4000);
      first.finish(RunOutcome.SUCCESS);
    }

    @Test
    void shows_its_place_and_adds_the_wait_to_what_is_left() {
      makeOne();
      ProgressRun run = scene.begin();
      run.enter(IMAGE_WAIT);
      scene.time.passMillis(1000);
      run.updateWait(2, Duration.ofSeconds(30));

      assertThat(run.snapshot().queuePosition()).isEqualTo(2);
      assertThat(run.snapshot().currentPhase()).isEqualTo(IMAGE_WAIT);
      assertThat(run.snapshot().etaSeconds()).isEqualTo(33);
      scene.time.passMillis(20_000);
      assertThat(run.snapshot().etaSeconds()).isEqualTo(13);
      assertThat(run.snapshot().phaseEtaSeconds()).isEqualTo(13);
      assertThat(run.snapshot().percent()).as("the wait is no progress").isEqualTo(25);

      run.endWait();
      assertThat(run.snapshot().queuePosition()).isZero();
      assertThat(run.snapshot().etaSeconds()).isEqualTo(3);
    }

    @Test
    void is_no_part_of_the_average() {
      ProgressRun run = scene.begin();
      run.enter(IMAGE_WAIT);
      run.updateWait(1, Duration.ofSeconds(30));
      scene.time.passMillis(30_000);
      run.endWait();
      scene.time.passMillis(4000);
      run.leave(IMAGE_WAIT);
      assertThat(scene.begin().snapshot().phaseAverages()).containsEntry(IMAGE_WAIT, 4000 * MILLI);
    }

    @Test
    void counts_for_those_in_the_queue_too_whose_turn_comes_after_it() {
      makeOne();
      scene.manager.observe(line(4, Duration.ofSeconds(12)));
      ProgressRun run = scene.manager.begin(Scene.KEY, "openai", Scene.DRESS, 2);
      assertThat(run.snapshot().queuePosition()).isEqualTo(6);
      assertThat(run.snapshot().etaSeconds()).isEqualTo(4 + 5 * 12);
      run.enter(SETUP);
      assertThat(run.snapshot().queuePosition()).isZero();
      assertThat(run.snapshot().etaSeconds()).isEqualTo(4);
    }
  }

  @Nested
  class AtWork {
    @Test
    void gives_each_phase_its_times_in_unix_nanoseconds() {
      ProgressRun run = scene.begin();
      scene.work(run, SETUP, 10);
      scene.time.passMillis(1);
      run.enter(BASE_PROMPTS);

      ProgressSnapshot snapshot = run.snapshot();
      assertThat(snapshot.phases().get(0))
          .isEqualTo(new PhaseTiming(SETUP, START_NS, START_NS + 10 * MILLI, false, ""));
      assertThat(snapshot.phases().get(1))
          .isEqualTo(new PhaseTiming(BASE_PROMPTS, START_NS + 11 * MILLI, 0, false, ""));
      assertThat(snapshot.currentPhase()).isEqualTo(BASE_PROMPTS);
      assertThat(snapshot.phaseIndex()).isEqualTo(2);
      assertThat(snapshot.phaseCount()).isEqualTo(7);
    }

    @Test
    void measures_right_when_the_wall_clock_jumps() {
      ProgressRun run = scene.begin();
      run.enter(SETUP);
      scene.time.jump(Duration.ofDays(-400));
      scene.time.passMillis(10);
      run.leave(SETUP);

      assertThat(run.snapshot().phases().get(0).endedNs()).isEqualTo(START_NS + 10 * MILLI);
      assertThat(scene.manager.history().averageNanos()).containsEntry(SETUP, 10 * MILLI);
    }

    @Test
    void keeps_to_the_averages_it_began_with() {
      ProgressRun run = scene.begin();
      run.enter(SETUP);
      scene.manager.history().record(IMAGE_WAIT, Samples.lasting(1000));

      assertThat(run.snapshot().phaseAverages()).isEmpty();
    }

    @Test
    void takes_the_averages_of_when_work_began_not_of_when_it_was_queued() {
      ProgressRun run = scene.manager.begin(Scene.KEY, "offline", Scene.DRESS, 1);
      scene.manager.history().record(IMAGE_WAIT, Samples.lasting(1000));
      run.enter(SETUP);

      assertThat(run.snapshot().phaseAverages()).isEqualTo(Map.of(IMAGE_WAIT, 1000L));
    }

    @Test
    void renders_a_dress_once_for_all_who_ask() throws Exception {
      ProgressRun run = scene.begin();
      DalleDress better = Scene.DRESS.withEnhancedPrompt("better");
      run.updateDress(better);

      RenderedDress first = run.snapshot().dalleDress();
      assertThat(first).isSameAs(run.snapshot().dalleDress());
      assertThat(new ObjectMapper().readValue(first.json(), DalleDress.class)).isEqualTo(better);
    }

    @Test
    void counts_its_changes() {
      ProgressRun run = scene.begin();
      long before = run.snapshot().version();
      run.enter(SETUP);

      assertThat(run.snapshot().version()).isGreaterThan(before);
    }

    @Test
    void tells_listeners_of_every_change_until_they_leave() {
      List<Phase> heard = new ArrayList<>();
      RunListener listener = changed -> heard.add(changed.currentPhase());
      Subscription subscription = scene.manager.addListener(listener);
      ProgressRun run = scene.begin();
      run.enter(SETUP);
      run.finish(RunOutcome.SUCCESS);
      run.enter(ANNOTATE);
      subscription.close();
      scene.begin();

      assertThat(heard).containsExactly(SETUP, SETUP, COMPLETED);
    }
  }

  @Nested
  class Feeding {
    @Test
    void a_phase_that_ended_well_feeds_the_averages() {
      scene.wholeRun(1, 2, 3, 4, 5, 6, 7);

      assertThat(scene.manager.history().averageNanos())
          .hasSize(7)
          .containsEntry(SETUP, MILLI)
          .containsEntry(ANNOTATE, 7 * MILLI);
      assertThat(scene.manager.history().generationRuns()).isEqualTo(1);
    }

    @Test
    void a_skipped_phase_does_not() {
      ProgressRun run = scene.begin();
      run.skip(ENHANCE_PROMPT);

      assertThat(run.snapshot().phases().get(ENHANCE_PROMPT.ordinal()).skipped()).isTrue();
      assertThat(scene.manager.history().averageNanos()).isEmpty();
    }

    @Test
    void a_failed_phase_does_not_and_keeps_why() {
      ProgressRun run = scene.begin();
      run.enter(ENHANCE_PROMPT);
      scene.time.passMillis(9);
      run.leaveFailed(ENHANCE_PROMPT, "not now");

      assertThat(run.snapshot().phases().get(ENHANCE_PROMPT.ordinal()).error())
          .isEqualTo("not now");
      assertThat(run.snapshot().error()).isEmpty();
      assertThat(scene.manager.history().averageNanos()).isEmpty();
    }

    @Test
    void a_phase_that_was_cut_off_does_not() {
      ProgressRun run = scene.begin();
      run.enter(IMAGE_WAIT);
      scene.time.passMillis(9);
      run.finish(RunOutcome.failure("broke", "OPENAI_ERROR"));
      run.leave(IMAGE_WAIT);

      assertThat(scene.manager.history().averageNanos()).isEmpty();
      assertThat(scene.manager.history().generationRuns()).isZero();
    }

    @Test
    void a_cache_hit_is_counted_as_that_and_nothing_else() {
      ProgressSnapshot hit = scene.manager.recordCacheHit(Scene.KEY, "offline", Scene.DRESS);

      assertThat(hit.cacheHit()).isTrue();
      assertThat(hit.done()).isTrue();
      assertThat(hit.percent()).isEqualTo(100);
      assertThat(hit.dalleDress().dress().run().cacheHit()).isTrue();
      assertThat(scene.manager.find(Scene.KEY)).isEmpty();
      assertThat(scene.manager.history().cacheHits()).isEqualTo(1);
      assertThat(scene.manager.history().generationRuns()).isZero();
      assertThat(scene.manager.history().averageNanos()).isEmpty();
    }
  }

  @Nested
  class Percent {
    @Test
    void follows_the_averages_of_the_runs_before() {
      scene.wholeRun(1000, 0, 2000, 0, 5000, 0, 2000);
      ProgressRun run = scene.begin();
      scene.work(run, SETUP, 100);
      run.enter(IMAGE_WAIT);
      scene.time.passMillis(2000);

      // 1 s of setup and 2 s of waiting out of 10 s; enhancing has not been skipped.
      ProgressSnapshot snapshot = run.snapshot();
      assertThat(snapshot.percent()).isEqualTo(30);
      assertThat(snapshot.etaSeconds()).isEqualTo(7);
      assertThat(snapshot.phasePercent()).isEqualTo(40);
      assertThat(snapshot.phaseEtaSeconds()).isEqualTo(3);
    }

    @Test
    void is_a_hundred_and_nothing_is_left_when_done() {
      ProgressRun run = scene.wholeRun(1, 1, 1, 1, 1, 1, 1);

      ProgressSnapshot snapshot = run.snapshot();
      assertThat(snapshot.percent()).isEqualTo(100);
      assertThat(snapshot.etaSeconds()).isZero();
      assertThat(snapshot.phasePercent()).isEqualTo(100);
      assertThat(snapshot.phaseEtaSeconds()).isZero();
      assertThat(snapshot.phaseIndex()).isEqualTo(7);
      assertThat(snapshot.currentPhase()).isEqualTo(COMPLETED);
    }
  }

  @Nested
  class AtItsEnd {
    @Test
    void a_failure_goes_to_the_phase_under_way_and_to_the_top() {
      ProgressRun run = scene.begin();
      run.enter(IMAGE_WAIT);
      scene.time.passMillis(5);
      run.finish(RunOutcome.failure("broke", "OPENAI_ERROR"));

      ProgressSnapshot snapshot = run.snapshot();
      assertThat(snapshot.error()).isEqualTo("broke");
      assertThat(snapshot.errorCode()).isEqualTo("OPENAI_ERROR");
      assertThat(snapshot.phases().get(IMAGE_WAIT.ordinal()))
          .isEqualTo(new PhaseTiming(IMAGE_WAIT, START_NS, START_NS + 5 * MILLI, false, "broke"));
      assertThat(snapshot.phases().get(COMPLETED.ordinal()).startedNs())
          .isEqualTo(START_NS + 5 * MILLI);
    }

    @Test
    void nothing_changes_it_any_more() {
      ProgressRun run = scene.begin();
      run.enter(SETUP);
      assertThat(run.finish(RunOutcome.CANCELLED)).isTrue();
      ProgressSnapshot last = run.snapshot();

      assertThat(run.finish(RunOutcome.SUCCESS)).isFalse();
      run.enter(ANNOTATE);
      run.leave(SETUP);
      run.skip(IMAGE_WAIT);
      run.leaveFailed(SETUP, "late");
      run.updateDress(Scene.DRESS.withEnhancedPrompt("late"));
      run.updateQueuePosition(4);

      assertThat(run.snapshot()).isEqualTo(last);
      assertThat(scene.manager.history().generationRuns()).isZero();
    }

    @Test
    void only_one_of_many_endings_at_once_is_the_ending() throws Exception {
      ExecutorService threads = Executors.newFixedThreadPool(8);
      try {
        for (int round = 0; round < 200; round++) {
          assertOneEnding(threads);
        }
      } finally {
        threads.shutdownNow();
      }
    }

    private void assertOneEnding(ExecutorService threads) throws Exception {
      ProgressRun run = scene.begin();
      CyclicBarrier together = new CyclicBarrier(8);
      List<Future<Boolean>> first = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        String name = "ending " + i;
        first.add(
            threads.submit(
                () -> {
                  together.await();
                  return run.finish(RunOutcome.failure(name, "CODE"));
                }));
      }
      List<String> winners = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        if (first.get(i).get()) {
          winners.add("ending " + i);
        }
      }
      assertThat(winners).containsExactly(run.snapshot().error());
    }
  }
}
