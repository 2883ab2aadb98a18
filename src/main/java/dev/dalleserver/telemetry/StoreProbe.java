package dev.dalleserver.telemetry;

import dev.dalleserver.health.FilesystemCheck;
import dev.dalleserver.storage.FileStore;
import java.io.IOException;
import java.util.Optional;

/**
 * Gives the readiness check access to the store, so that it stores files as pictures are stored.
 */
record StoreProbe(FileStore store) implements FilesystemCheck.Storage {
  @Override
  public void probe(int bytes) throws IOException {
    store.probe(bytes);
  }

  @Override
  public Optional<String> lostReason() {
    return store.lostReason();
  }
}
