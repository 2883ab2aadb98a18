package dev.dalleserver.progress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.fixtures.MovingTime;
import dev.dalleserver.storage.DataDirectory;
import dev.dalleserver.storage.FileStore;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkerLineTest {
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

  private WorkerLine line(ProviderLine provider, int workers) {
    return new WorkerLine(provider, workers, List.of(), history, time.ticker());
  }

  private static ProviderLine waiting(Duration each) {
    return new ProviderLine() {
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
    assertThat(line(ProviderLine.NONE, 2).delay(7)).isZero();
  }

  @Test
  void each_run_ahead_takes_a_worker_for_its_average() throws Exception {
    history.record(Phase.IMAGE_WAIT, Samples.lasting(10_000_000_000L));
    WorkerLine line = line(ProviderLine.NONE, 2);
    assertThat(line.delay(0)).isZero();
    assertThat(line.delay(1)).isZero();
    assertThat(line.delay(2)).isEqualTo(Duration.ofSeconds(10));
    assertThat(line.delay(5)).isEqualTo(Duration.ofSeconds(20));
  }

  @Test
  void the_longer_of_both_lines_counts() throws Exception {
    history.record(Phase.IMAGE_WAIT, Samples.lasting(10_000_000_000L));
    assertThat(line(waiting(Duration.ofMinutes(1)), 2).delay(2)).isEqualTo(Duration.ofMinutes(2));
    assertThat(line(waiting(Duration.ofSeconds(1)), 2).delay(2)).isEqualTo(Duration.ofSeconds(10));
  }
}
