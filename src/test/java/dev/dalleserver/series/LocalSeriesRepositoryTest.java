package dev.dalleserver.series;

import dev.dalleserver.storage.DataDirectory;
import dev.dalleserver.storage.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

class LocalSeriesRepositoryTest extends SeriesRepositoryContract {
  @TempDir private Path dataDir;
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
  protected SeriesRepository open() {
    LocalSeriesRepository repository =
        new LocalSeriesRepository(store.layout().seriesDefinitions());
    repository.attach(store);
    return repository;
  }

  @Override
  protected void refuseToStore() throws Exception {
    Files.delete(store.layout().temporary());
  }
}
