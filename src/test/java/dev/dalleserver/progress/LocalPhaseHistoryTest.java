package dev.dalleserver.progress;

import dev.dalleserver.fixtures.StandardError;
import dev.dalleserver.storage.DataDirectory;
import dev.dalleserver.storage.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
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
    Files.createDirectories(dataDir.resolve("metrics/progress_phase_stats.json/in-the-way"));
  }

  @Override
  protected int countSaveFailuresLogged(Runnable work) throws Exception {
    try (StandardError log = StandardError.capture()) {
      work.run();
      return log.lines("event=save_failed").size();
    }
  }
}
