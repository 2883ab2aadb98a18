package dev.dalleserver.progress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.fixtures.MovingTime;
import dev.dalleserver.storage.DataDirectory;
import dev.dalleserver.storage.FileStore;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Clock;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** What holds for the progress bar in every run. */
class ProgressPropertyTest {
  enum How {
    WELL,
    SKIPPED,
    SKIPPED_LATE,
    FAILED
  }

  /** The end of a phase, and how long it takes. */
  record Step(How how, int millis) {}

  private static DataDirectory directory;
  private static PhaseHistory history;

  @BeforeContainer
  static void open() throws Exception {
    directory = DataDirectory.open(Files.createTempDirectory("history"));
    history = new LocalPhaseHistory(new FileStore(directory), Clock.systemUTC());
  }

  @AfterContainer
  static void close() throws Exception {
    directory.close();
  }

  @Property(tries = 500)
  void percent_never_goes_down_and_is_100_exactly_when_done(
      @ForAll("averages") List<Integer> averages, @ForAll("steps") @Size(7) List<Step> steps)
      throws IOException {
    MovingTime time = new MovingTime();
    history.reset();
    for (int i = 0; i < averages.size(); i++) {
      if (averages.get(i) >= 0) {
        history.record(Phase.WORKING.get(i), Samples.lasting(averages.get(i) * 1_000_000L));
      }
    }
    EventSource run = new EventSource(time, history);

    for (int i = 0; i < steps.size(); i++) {
      run.go(Phase.WORKING.get(i), steps.get(i));
    }
    run.finish();
  }

  /** A run of which a snapshot is taken at every step. */
  private static final class EventSource {
    private final MovingTime time;
    private final ProgressRun run;
    private double seen;

    EventSource(MovingTime time, PhaseHistory history) {
      this.time = time;
      this.run =
          new ProgressRun(
              Scene.KEY, "offline", Scene.DRESS, 1, time.ticker(), history, unheard -> {});
      look();
    }

    void go(Phase phase, Step step) {
      if (step.how() == How.SKIPPED) {
        run.skip(phase);
        look();
        return;
      }
      run.enter(phase);
      for (int part = 0; part < 4; part++) {
        look();
        time.passMillis(step.millis() / 4);
      }
      if (step.how() == How.FAILED) {
        run.leaveFailed(phase, "no");
      } else if (step.how() == How.SKIPPED_LATE) {
        // What it has taken so far no longer counts: the bar would move back.
        run.skip(phase);
      } else {
        run.leave(phase);
      }
      look();
    }

    void finish() {
      run.finish(RunOutcome.SUCCESS);
      assertThat(run.snapshot().percent()).isEqualTo(100);
    }

    private void look() {
      ProgressSnapshot now = run.snapshot();
      assertThat(now.percent()).isGreaterThanOrEqualTo(seen).isLessThan(100);
      assertThat(now.phasePercent()).isBetween(0.0, 100.0);
      assertThat(now.etaSeconds()).isNotNegative();
      assertThat(now.phaseEtaSeconds()).isNotNegative();
      seen = now.percent();
    }
  }

  /** In milliseconds, in the order of the phases; -1 for a phase that has none. */
  @Provide
  Arbitrary<List<Integer>> averages() {
    return Arbitraries.integers().between(-1, 5000).list().ofSize(7);
  }

  @Provide
  Arbitrary<List<Step>> steps() {
    return Combinators.combine(Arbitraries.of(How.class), Arbitraries.integers().between(0, 10_000))
        .as(Step::new)
        .list()
        .ofSize(7);
  }
}
