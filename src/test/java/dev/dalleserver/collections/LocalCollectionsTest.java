package dev.dalleserver.collections;

import dev.dalleserver.storage.DataDirectory;
import dev.dalleserver.storage.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Collections as files. */
class LocalCollectionsTest extends CollectionStoreContract {
  @TempDir private Path dataDir;
  private DataDirectory directory;

  @BeforeEach
  void lock() throws Exception {
    directory = DataDirectory.open(dataDir);
  }

  @AfterEach
  void close() throws Exception {
    directory.close();
  }

  @Override
  protected CollectionStore open() throws Exception {
    return CollectionFiles.open(new FileStore(directory), Clock.systemUTC());
  }

  @Override
  protected CollectionStore reopen() throws Exception {
    directory.close();
    directory = DataDirectory.open(dataDir);
    return open();
  }

  @Override
  protected void refuseToStore() throws Exception {
    Files.delete(new FileStore(directory).layout().temporary());
  }
}
