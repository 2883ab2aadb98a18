package dev.dalleserver.collections;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.storage.DataDirectory;
import dev.dalleserver.storage.FileStore;
import dev.dalleserver.storage.FileStoreListener;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
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

  @Test
  void what_is_saved_after_a_removal_leaves_no_file() throws Exception {
    CollectionStore store = open();
    AddressCollection removed = example(1, 2);
    store.create(removed, LIMITS);
    store.delete(removed);
    removed.markMade(0, true);
    store.save(removed);
    assertThat(new FileStore(directory).layout().collections()).isEmptyDirectory();
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
