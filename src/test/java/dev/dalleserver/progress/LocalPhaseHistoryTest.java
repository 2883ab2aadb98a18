package dev.dalleserver.progress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.fixtures.StandardError;
import dev.dalleserver.storage.DataDirectory;
import dev.dalleserver.storage.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalPhaseHistoryTest extends PhaseHistoryContract {
  @TempDir Path dataDir;
  private DataDirectory directory;
  private FileStore store;

  @BeforeEach
  void openStore() throws Exception {
    directory = DataDirectory.open(dataDir);
    store = new FileStore(directory);
  }

  @AfterEach
  void close() throws Exception {
    directory.close();
  }

  @Override
  protected PhaseHistory open() throws Exception {
    return new LocalPhaseHistory(store, Clock.systemUTC());
  }

  @Override
  protected void refuseToStore() throws Exception {
    Files.createDirectories(file().resolve("in-the-way"));
  }

  @Override
  protected int countSaveFailuresLogged(Runnable work) throws Exception {
    try (StandardError log = StandardError.capture()) {
      work.run();
      return log.lines("event=save_failed").size();
    }
  }

  @Test
  void a_failure_after_a_success_is_logged_again() throws Exception {
    PhaseHistory history = open();
    int lines =
        countSaveFailuresLogged(
            () -> {
              try {
                for (int i = 0; i < 2; i++) {
                  Files.deleteIfExists(file());
                  refuseToStore();
                  history.save();
                  allowToStore();
                  history.save();
                }
              } catch (Exception e) {
                throw new AssertionError(e);
              }
            });
    assertThat(lines).isEqualTo(2);
  }

  private Path file() {
    return dataDir.resolve("metrics/progress_phase_stats.json");
  }

  private void allowToStore() throws Exception {
    Files.delete(file().resolve("in-the-way"));
    Files.delete(file());
  }

  @Test
  void what_it_stores_can_be_parsed_and_nothing_else() throws Exception {
    PhaseHistory history = open();
    history.record(Phase.SETUP, Samples.lasting(0));
    history.record(Phase.IMAGE_WAIT, new PhaseSample(0, 7, "p".repeat(64)));
    history.save();
    byte[] stored = Files.readAllBytes(file());
    assertThat(LocalPhaseHistory.canParse(stored)).isTrue();
    assertThat(open().averageNanos()).isEqualTo(history.averageNanos());
    assertThat(LocalPhaseHistory.canParse(Arrays.copyOf(stored, stored.length - 1))).isFalse();
  }
}
