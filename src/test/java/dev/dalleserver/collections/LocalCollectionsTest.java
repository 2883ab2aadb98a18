package dev.dalleserver.collections;

import dev.dalleserver.storage.DataDirectory;
import dev.dalleserver.storage.FileStore;
import dev.dalleserver.storage.FileStoreListener;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Collections as files. */
class LocalCollectionsTest extends CollectionStoreContract {
  @TempDir private Path dataDir;
  private final AtomicInteger writes = new AtomicInteger();
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
    FileStore store = new FileStore(directory);
    store.addListener(
        (operation, path, succeeded) ->
            writes.addAndGet(operation == FileStoreListener.Operation.WRITE ? 1 : 0));
    return CollectionFiles.open(store, Clock.systemUTC());
  }

  @Override
  protected CollectionStore reopen() throws Exception {
    directory.close();
    directory = DataDirectory.open(dataDir);
    return open();
  }

  @Override
  protected int writes() {
    return writes.get();
  }

  @Override
  protected void refuseToStore() throws Exception {
    Files.delete(new FileStore(directory).layout().temporary());
  }
}
