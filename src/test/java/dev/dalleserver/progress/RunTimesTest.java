package dev.dalleserver.progress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.fixtures.MovingTime;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunTimesTest {
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

  @Test
  void the_time_in_the_queue_is_no_work_and_the_time_after_the_end_neither() {
    ProgressRun run = scene.manager.begin(Scene.KEY, "offline", Scene.DRESS, 2);
    scene.time.passMillis(100);
    assertThat(run.elapsedNs()).isZero();
    run.enter(Phase.SETUP);
    scene.time.passMillis(40);
    assertThat(run.elapsedNs()).isEqualTo(40_000_000);
    run.finish(RunOutcome.SUCCESS);
    scene.time.passMillis(1000);
    assertThat(run.elapsedNs()).isEqualTo(40_000_000);
    assertThat(run.nanosSinceEnd()).isEqualTo(1_000_000_000);
  }

  @Test
  void times_have_the_fractions_of_the_wall_clock() {
    scene.time.jump(Duration.ofNanos(250_000_001));
    ProgressRun run = scene.begin();
    run.enter(Phase.SETUP);
    assertThat(run.snapshot().startedNs())
        .isEqualTo(MovingTime.START.getEpochSecond() * 1_000_000_000L + 250_000_001);
  }

  @Test
  void what_is_left_is_known_of_runs_under_way_only() {
    scene.wholeRun(0, 0, 0, 4000, 0, 0, 0);
    ProgressRun run = scene.manager.begin(Scene.KEY, "offline", Scene.DRESS, 1);
    assertThat(run.remainingNanos()).as("in the queue").isNegative();
    run.enter(Phase.SETUP);
    run.enter(Phase.values()[3]);
    scene.time.passMillis(1000);
    assertThat(run.remainingNanos()).isEqualTo(3_000_000_000L);
    run.finish(RunOutcome.SUCCESS);
    assertThat(run.remainingNanos()).as("at the end").isNegative();
  }

  @Test
  void a_run_belongs_to_the_provider_it_began_with() {
    assertThat(scene.begin().provider()).isEqualTo("offline");
    assertThat(scene.begin().snapshot().provider()).isEqualTo("offline");
  }

  @Test
  void parts_are_rendered_anew_after_a_change_and_when_the_averages_change() {
    scene.wholeRun(0, 0, 0, 4000, 0, 0, 0);
    ProgressRun run = scene.begin();
    SnapshotCache first = run.snapshot().rendering();
    assertThat(run.snapshot().rendering()).isSameAs(first);
    run.enter(Phase.BASE_PROMPTS);
    assertThat(run.snapshot().rendering()).isNotSameAs(first);
  }
}
