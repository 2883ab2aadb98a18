package dev.dalleserver.progress;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the listeners of all runs hear, from which metrics, logs, webhooks and events are made. */
class RunListenerTest {
  @TempDir private Path folder;
  private Scene scene;
  private final List<String> heard = new ArrayList<>();

  private final RunListener listener =
      new RunListener() {
        @Override
        public void onChange(ProgressRun run) {}

        @Override
        public void onPhaseBegun(ProgressRun run, Phase phase) {
          heard.add("begun " + phase);
        }

        @Override
        public void onPhaseDone(ProgressRun run, PhaseTiming timing) {
          heard.add(
              "done " + timing.name() + " " + (timing.endedNs() - timing.startedNs()) / 1_000_000);
        }

        @Override
        public void onPhaseFailed(ProgressRun run, Phase phase, String error) {
          heard.add("failed " + phase + " " + error);
        }

        @Override
        public void onEnd(ProgressRun run, RunOutcome outcome) {
          heard.add("end " + outcome.ending().text());
        }

        @Override
        public void onCacheHit(ProgressSnapshot snapshot) {
          heard.add("cache hit " + snapshot.series() + " " + snapshot.done());
        }
      };

  @BeforeEach
  void open() throws Exception {
    scene = new Scene(folder);
    scene.manager.addListener(listener);
  }

  @AfterEach
  void close() throws Exception {
    scene.close();
  }

  @Test
  void each_phase_is_told_with_how_it_ended() {
    ProgressRun run = scene.begin();
    scene.work(run, Phase.SETUP, 40);
    run.skip(Phase.BASE_PROMPTS);
    run.enter(Phase.ENHANCE_PROMPT);
    run.leaveFailed(Phase.ENHANCE_PROMPT, "no answer");
    run.finish(RunOutcome.SUCCESS);
    assertThat(heard)
        .containsExactly(
            "begun SETUP",
            "done SETUP 40",
            "begun ENHANCE_PROMPT",
            "failed ENHANCE_PROMPT no answer",
            "end completed");
  }

  @Test
  void the_end_is_told_once_and_nothing_after_it() {
    ProgressRun run = scene.begin();
    run.finish(RunOutcome.CANCELLED);
    run.finish(RunOutcome.SUCCESS);
    run.enter(Phase.SETUP);
    run.leave(Phase.SETUP);
    run.leaveFailed(Phase.SETUP, "late");
    assertThat(heard).containsExactly("end cancelled");
    heard.clear();
    scene.begin().finish(RunOutcome.failure("broke", "CODE"));
    assertThat(heard).containsExactly("end failed");
  }

  @Test
  void a_picture_that_was_there_is_told_as_a_cache_hit_and_as_no_run() {
    scene.manager.recordCacheHit(Scene.KEY, "offline", Scene.DRESS);
    assertThat(heard).containsExactly("cache hit empty true");
  }

  @Test
  void the_listener_of_one_run_hears_no_other_and_stops_when_it_leaves() {
    List<ProgressRun> changed = new ArrayList<>();
    ProgressRun one = scene.begin();
    ProgressRun other = scene.manager.begin(Scene.OTHER, "offline", Scene.DRESS, 0);
    Subscription subscription = one.subscribe(changed::add);
    other.enter(Phase.SETUP);
    one.enter(Phase.SETUP);
    assertThat(changed).containsExactly(one);
    subscription.close();
    one.leave(Phase.SETUP);
    assertThat(changed).containsExactly(one);
  }

  @Test
  void what_another_process_wrote_is_told_as_a_change() {
    ProgressRun working = scene.begin();
    working.enter(Phase.SETUP);
    ProgressRun shown = scene.anotherRun(working.key());
    List<ProgressRun> changed = new ArrayList<>();
    shown.subscribe(changed::add);
    shown.show(working.write(), Duration.ZERO);
    assertThat(changed).containsExactly(shown);
    assertThat(scene.changes()).containsExactly(shown);
  }
}
