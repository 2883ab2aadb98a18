package dev.dalleserver.progress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.dalleserver.fixtures.MovingTime;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run that another process works on is shown as it stands there. */
class WrittenStateTest {
  private static final Duration AGE = Duration.ofMillis(20);

  @TempDir Path dataDir;
  private Scene scene;
  private final MovingTime elsewhere = new MovingTime();
  private ProgressRun working;
  private ProgressRun shown;
  private final List<RunOutcome> ends = new ArrayList<>();

  @BeforeEach
  void open() throws Exception {
    scene = new Scene(dataDir);
    // The other process's clocks have nothing to do with those of this one.
    elsewhere.pass(Duration.ofHours(1));
    working = scene.manager.begin(Scene.KEY, "offline", Scene.DRESS, 3);
    ProgressManager other =
        new ProgressManager(
            new LocalPhaseHistory(scene.store, elsewhere.clock()),
            elsewhere.ticker(),
            ProgressManager.Retention.DEFAULT);
    other.addListener(
        new RunListener() {
          @Override
          public void onChange(ProgressRun run) {}

          @Override
          public void onEnd(ProgressRun run, RunOutcome outcome) {
            ends.add(outcome);
          }
        });
    shown = other.begin(Scene.KEY, "offline", Scene.DRESS, 1);
  }

  @AfterEach
  void close() throws Exception {
    scene.close();
  }

  private void follow() {
    shown.show(working.write(), AGE);
  }

  private void assertAlike() {
    ProgressSnapshot here = working.snapshot();
    ProgressSnapshot there = shown.snapshot();
    assertThat(there.phases()).isEqualTo(here.phases());
    assertThat(there.dalleDress()).isEqualTo(here.dalleDress());
    assertThat(there.currentPhase()).isEqualTo(here.currentPhase());
    assertThat(there.done()).isEqualTo(here.done());
    assertThat(there.error()).isEqualTo(here.error());
    assertThat(there.errorCode()).isEqualTo(here.errorCode());
    assertThat(there.cancelled()).isEqualTo(here.cancelled());
    assertThat(there.queuePosition()).isEqualTo(here.queuePosition());
    assertThat(there.percent()).isCloseTo(here.percent(), within(1.0));
    assertThat(shown.elapsedNs() - working.elapsedNs()).isBetween(0L, AGE.toNanos());
  }

  @Test
  void after_this_process_has_told_many_places_in_line() {
    for (int place = 40; place > 0; place--) {
      shown.updateQueuePosition(place);
      shown.snapshot();
    }
    working.enter(Phase.SETUP);
    working.leave(Phase.SETUP);
    working.enter(Phase.BASE_PROMPTS);
    follow();
    assertAlike();
    working.leave(Phase.BASE_PROMPTS);
    working.enter(Phase.ENHANCE_PROMPT);
    follow();
    assertAlike();
  }

  @Test
  void in_every_phase_and_at_the_end() {
    follow();
    assertAlike();
    for (Phase phase : Phase.WORKING) {
      working.enter(phase);
      follow();
      assertAlike();
      scene.time.passMillis(40);
      elsewhere.passMillis(40);
      working.leave(phase);
    }
    working.finish(RunOutcome.SUCCESS);
    follow();
    assertAlike();
    assertThat(shown.isDone()).isTrue();
    assertThat(ends).as("counted where it happened").isEmpty();
  }

  @Test
  void with_its_failure() {
    working.enter(Phase.SETUP);
    String end = working.writeEnd(RunOutcome.failure("the disk is full", "FILE_SYSTEM_ERROR"));
    assertThat(working.isDone()).isFalse();
    shown.show(end, AGE);
    assertThat(shown.snapshot().error()).isEqualTo("the disk is full");
    assertThat(shown.snapshot().errorCode()).isEqualTo("FILE_SYSTEM_ERROR");
    assertThat(shown.isFailedOrCancelled()).isTrue();
  }

  @Test
  void never_less_far_than_before() {
    working.enter(Phase.SETUP);
    String earlier = working.write();
    working.leave(Phase.SETUP);
    working.enter(Phase.BASE_PROMPTS);
    follow();
    shown.show(earlier, AGE);
    assertThat(shown.currentPhase()).isEqualTo(Phase.BASE_PROMPTS);
    working.finish(RunOutcome.CANCELLED);
    follow();
    shown.show(earlier, AGE);
    assertThat(shown.snapshot().cancelled()).isTrue();
  }

  @Test
  void with_the_averages_it_began_with_and_the_highest_percentage() {
    ProgressRun before = scene.begin();
    scene.work(before, Phase.IMAGE_WAIT, 4000);
    before.finish(RunOutcome.SUCCESS);
    ProgressRun run = scene.begin();
    run.enter(Phase.SETUP);
    run.enter(Phase.IMAGE_WAIT);
    scene.time.passMillis(2000);
    double percent = run.snapshot().percent();
    assertThat(percent).isPositive();
    shown.show(run.write(), Duration.ZERO);
    ProgressSnapshot snapshot = shown.snapshot();
    assertThat(snapshot.phaseAverages()).isEqualTo(run.snapshot().phaseAverages()).isNotEmpty();
    assertThat(snapshot.percent()).isEqualTo(percent);
  }

  @Test
  void for_as_long_after_its_end_as_a_run_of_this_process() {
    working.finish(RunOutcome.failure("broke", "CODE"));
    shown.show(working.write(), AGE);
    assertThat(shown.nanosSinceEnd()).isEqualTo(AGE.toNanos());
  }

  @Test
  void of_a_run_that_is_known_to_no_one() {
    working.enter(Phase.SETUP);
    ProgressSnapshot read = scene.manager.read(Scene.OTHER, "remote", Scene.DRESS, working.write());
    assertThat(read.series()).isEqualTo("simple");
    assertThat(read.provider()).isEqualTo("remote");
    assertThat(read.phases()).isEqualTo(working.snapshot().phases());
    assertThat(scene.manager.find(Scene.OTHER)).isEmpty();
  }

  @Test
  void with_a_percentage_that_never_goes_back() {
    working.enter(Phase.SETUP);
    shown.show(working.write().replaceFirst("\"percent\":[0-9.]+", "\"percent\":77.0"), AGE);
    assertThat(shown.snapshot().percent()).isEqualTo(77);
  }

  @Test
  void nothing_else_is_read() {
    String written = working.write();
    for (String other :
        List.of("", "null", "[]", "{}", written.replace("\"dress\":\"{", "\"dress\":\"["))) {
      assertThatIllegalArgumentException().isThrownBy(() -> shown.show(other, AGE));
    }
    assertThat(shown.snapshot().queuePosition()).isEqualTo(1);
  }
}
