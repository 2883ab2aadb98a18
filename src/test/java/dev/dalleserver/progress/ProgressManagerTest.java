package dev.dalleserver.progress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.dalleserver.progress.ProgressManager.Retention;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgressManagerTest {
  private static final Duration A_MOMENT = Duration.ofNanos(1);

  @TempDir private Path folder;
  private Scene scene;
  private ProgressManager manager;

  @BeforeEach
  void open() throws Exception {
    scene = new Scene(folder);
    manager = scene.manager;
  }

  @AfterEach
  void close() throws Exception {
    scene.close();
  }

  @Test
  void knows_nothing_of_what_never_ran() {
    assertThat(manager.getProgress(Scene.KEY)).isEmpty();
    assertThat(manager.find(Scene.KEY)).isEmpty();
    assertThat(manager.all()).isEmpty();
    assertThatIllegalArgumentException().isThrownBy(() -> manager.getProgress("simple", "0x1"));
  }

  @Test
  void finds_a_run_by_its_texts_in_any_case() {
    scene.begin();

    assertThat(manager.getProgress("empty", "0xF503017D7BAF7FBC0FFF7492B751025C6A78179B"))
        .isPresent();
    assertThat(manager.getProgress(Scene.OTHER)).isEmpty();
  }

  @Test
  void a_running_run_stays_however_often_it_is_asked_for() {
    scene.begin();
    scene.time.pass(Scene.TIME_TO_LIVE.multipliedBy(3));
    manager.evictExpired();
    manager.forget(Scene.KEY);

    assertThat(manager.getProgress(Scene.KEY)).isPresent();
    assertThat(manager.getProgress(Scene.KEY)).isPresent();
  }

  @Test
  void a_new_run_takes_the_place_of_the_old_one() {
    scene.begin().finish(RunOutcome.failure("broke", "CODE"));
    ProgressRun second = scene.begin();

    assertThat(manager.find(Scene.KEY)).containsSame(second);
    assertThat(manager.holdsFailure(Scene.KEY)).isFalse();
    assertThat(manager.all()).containsExactly(second);
  }

  @Test
  void acknowledging_forgets_a_run_that_has_ended_and_no_other() {
    ProgressRun run = scene.begin();
    manager.acknowledge(run);
    assertThat(manager.find(Scene.KEY)).containsSame(run);
    run.finish(RunOutcome.SUCCESS);
    manager.acknowledge(run);
    assertThat(manager.find(Scene.KEY)).isEmpty();
  }

  @Nested
  class AfterASuccess {
    @BeforeEach
    void succeed() {
      scene.wholeRun(1, 1, 1, 1, 1, 1, 1);
    }

    @Test
    void the_first_reader_sees_it_and_no_other() {
      assertThat(manager.getProgress(Scene.KEY))
          .hasValueSatisfying(s -> assertThat(s.done()).isTrue());
      assertThat(manager.getProgress(Scene.KEY)).isEmpty();
    }

    @Test
    void looking_without_forgetting_leaves_it_there() {
      assertThat(manager.find(Scene.KEY)).isPresent();
      assertThat(manager.getProgress(Scene.KEY)).isPresent();
    }

    @Test
    void it_goes_when_nobody_asks_within_the_time_to_live() {
      scene.time.pass(Scene.TIME_TO_LIVE.minus(A_MOMENT));
      manager.evictExpired();
      assertThat(manager.find(Scene.KEY)).isPresent();

      scene.time.pass(A_MOMENT);
      manager.evictExpired();
      assertThat(manager.find(Scene.KEY)).isEmpty();
    }

    @Test
    void a_jump_of_the_wall_clock_does_not_make_it_go() {
      scene.time.jump(Duration.ofDays(1000));
      manager.evictExpired();

      assertThat(manager.find(Scene.KEY)).isPresent();
    }

    @Test
    void it_can_be_forgotten_at_once() {
      manager.forget(Scene.KEY);

      assertThat(manager.find(Scene.KEY)).isEmpty();
    }
  }

  @Nested
  class AfterAFailure {
    @BeforeEach
    void fail() {
      scene.begin().finish(RunOutcome.failure("broke", "CODE"));
    }

    @Test
    void everybody_sees_it_during_the_hold() {
      scene.time.pass(Scene.HOLD.minus(A_MOMENT));

      assertThat(manager.holdsFailure(Scene.KEY)).isTrue();
      for (int reader = 0; reader < 3; reader++) {
        assertThat(manager.getProgress(Scene.KEY))
            .hasValueSatisfying(s -> assertThat(s.error()).isEqualTo("broke"));
      }
    }

    @Test
    void the_first_one_sees_it_after_the_hold_and_no_other() {
      scene.time.pass(Scene.HOLD);

      assertThat(manager.holdsFailure(Scene.KEY)).isFalse();
      assertThat(manager.getProgress(Scene.KEY)).isPresent();
      assertThat(manager.getProgress(Scene.KEY)).isEmpty();
    }

    @Test
    void it_goes_when_nobody_asks_within_the_time_to_live() {
      scene.time.pass(Scene.TIME_TO_LIVE);
      manager.evictExpired();

      assertThat(manager.find(Scene.KEY)).isEmpty();
    }
  }

  @Test
  void a_cancelled_run_is_held_for_everybody_too() {
    scene.begin().finish(RunOutcome.CANCELLED);

    assertThat(manager.holdsFailure(Scene.KEY)).isTrue();
    assertThat(manager.getProgress(Scene.KEY)).isPresent();
    assertThat(manager.getProgress(Scene.KEY)).isPresent();
  }

  @Test
  void a_reader_who_comes_while_a_new_run_begins_sees_one_of_both_and_forgets_neither()
      throws Exception {
    // The end of the hold is checked against the clock: at that moment, another thread starts the
    // next run.
    AtomicReference<Runnable> meanwhile = new AtomicReference<>(() -> {});
    Clocks ticker =
        new Clocks(
            scene.time.clock(),
            () -> {
              meanwhile.getAndSet(() -> {}).run();
              return scene.time.nanos();
            });
    ProgressManager busy =
        new ProgressManager(
            new LocalPhaseHistory(scene.store, ticker.wall()), ticker, Retention.DEFAULT);
    busy.begin(Scene.KEY, "offline", Scene.DRESS, 0).finish(RunOutcome.failure("broke", "CODE"));
    scene.time.pass(Retention.DEFAULT.failureHold());

    // The first reading of the clock is for the snapshot, the second one for the hold.
    meanwhile.set(() -> meanwhile.set(() -> busy.begin(Scene.KEY, "offline", Scene.DRESS, 0)));

    assertThat(busy.getProgress(Scene.KEY)).isPresent();
    assertThat(busy.find(Scene.KEY)).hasValueSatisfying(run -> assertThat(run.isDone()).isFalse());
  }
}
