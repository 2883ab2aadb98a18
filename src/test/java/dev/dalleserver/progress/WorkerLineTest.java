package dev.dalleserver.progress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.fixtures.MovingTime;
import dev.dalleserver.jobs.WaitingLine;
import dev.dalleserver.picture.PictureKey;
import dev.dalleserver.storage.DataDirectory;
import dev.dalleserver.storage.FileStore;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkerLineTest {
  private static final String ADDRESS = Scene.KEY.addressText();

  /** How long what was found is kept. */
  private static final Duration KEPT = Duration.ofMillis(250);

  @TempDir Path folder;
  private final MovingTime time = new MovingTime();
  private DataDirectory directory;
  private PhaseHistory history;

  @BeforeEach
  void open() throws Exception {
    directory = DataDirectory.open(folder);
    history = new LocalPhaseHistory(new FileStore(directory), Clock.systemUTC());
  }

  @AfterEach
  void close() throws Exception {
    directory.close();
  }

  private WorkerLine line(WaitingLine provider, int workers) {
    return new WorkerLine(provider, workers, List.of(), history, time.ticker());
  }

  private static WaitingLine waiting(Duration each) {
    return new WaitingLine() {
      @Override
      public int waiting() {
        return 0;
      }

      @Override
      public Duration delay(int ahead) {
        return each.multipliedBy(ahead);
      }
    };
  }

  @Test
  void without_averages_nothing_is_known() {
    assertThat(line(WaitingLine.NONE, 2).delay(7)).isZero();
  }

  @Test
  void each_run_ahead_takes_a_worker_for_its_average() throws Exception {
    history.record(Phase.IMAGE_WAIT, Samples.lasting(10_000_000_000L));
    WorkerLine line = line(WaitingLine.NONE, 2);
    assertThat(line.delay(0)).isZero();
    assertThat(line.delay(1)).isZero();
    assertThat(line.delay(2)).isEqualTo(Duration.ofSeconds(10));
    assertThat(line.delay(5)).isEqualTo(Duration.ofSeconds(20));
  }

  @Test
  void workers_that_are_busy_are_free_when_their_run_ends_on_average() throws Exception {
    history.record(Phase.IMAGE_WAIT, Samples.lasting(10_000_000_000L));
    ProgressManager manager =
        new ProgressManager(history, time.ticker(), ProgressManager.Retention.DEFAULT);
    List<ProgressRun> runs = new ArrayList<>();
    WorkerLine line = new WorkerLine(WaitingLine.NONE, 3, runs, history, time.ticker());
    runs.add(working(manager, "a"));
    time.pass(Duration.ofSeconds(4));
    runs.add(working(manager, "b"));
    runs.add(manager.begin(PictureKey.parse("queued", ADDRESS), "fake", Scene.DRESS, 1));

    assertThat(line.delay(0)).as("one worker is idle").isZero();
    assertThat(line.delay(1)).isEqualTo(Duration.ofSeconds(6));
    assertThat(line.delay(2)).isEqualTo(Duration.ofSeconds(10));
    assertThat(line.delay(3)).isEqualTo(Duration.ofSeconds(10));
    assertThat(line.delay(4)).isEqualTo(Duration.ofSeconds(16));

    for (ProgressRun run : runs) {
      run.finish(RunOutcome.SUCCESS);
    }
    assertThat(line.delay(2)).as("known for a moment").isEqualTo(Duration.ofSeconds(10));
    time.pass(KEPT.minusNanos(1));
    assertThat(line.delay(2)).isEqualTo(Duration.ofSeconds(10));
    time.pass(Duration.ofNanos(1));
    assertThat(line.delay(2)).isZero();
  }

  @Test
  void of_more_runs_than_workers_the_longest_count() throws Exception {
    history.record(Phase.IMAGE_WAIT, Samples.lasting(10_000_000_000L));
    ProgressManager manager =
        new ProgressManager(history, time.ticker(), ProgressManager.Retention.DEFAULT);
    List<ProgressRun> runs = new ArrayList<>();
    for (String name : List.of("a", "b", "c")) {
      runs.add(working(manager, name));
      time.pass(Duration.ofSeconds(3));
    }
    WorkerLine line = new WorkerLine(WaitingLine.NONE, 2, runs, history, time.ticker());
    assertThat(line.delay(0)).isEqualTo(Duration.ofSeconds(4));
    assertThat(line.delay(1)).isEqualTo(Duration.ofSeconds(7));
  }

  private static ProgressRun working(ProgressManager manager, String series) {
    ProgressRun run = manager.begin(PictureKey.parse(series, ADDRESS), "fake", Scene.DRESS, 0);
    run.enter(Phase.SETUP);
    run.enter(Phase.IMAGE_WAIT);
    return run;
  }

  @Test
  void as_many_wait_as_wait_for_the_provider() {
    WaitingLine provider =
        new WaitingLine() {
          @Override
          public int waiting() {
            return 4;
          }

          @Override
          public Duration delay(int ahead) {
            return Duration.ZERO;
          }
        };
    assertThat(line(provider, 2).waiting()).isEqualTo(4);
  }

  @Test
  void the_longer_of_both_lines_counts() throws Exception {
    history.record(Phase.IMAGE_WAIT, Samples.lasting(10_000_000_000L));
    assertThat(line(waiting(Duration.ofMinutes(1)), 2).delay(2)).isEqualTo(Duration.ofMinutes(2));
    assertThat(line(waiting(Duration.ofSeconds(1)), 2).delay(2)).isEqualTo(Duration.ofSeconds(10));
  }
}
