package dev.dalleserver.telemetry;

import dev.dalleserver.health.FilesystemCheck;
import dev.dalleserver.storage.FileStore;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Gives the readiness check access to the store, so that it stores files as pictures are stored.
 *
 * @param skipped the operator's files that cannot be used, and why
 */
record StoreProbe(FileStore store, Supplier<Map<String, String>> skipped)
    implements FilesystemCheck.Storage {
  @Override
  public void probe(int bytes) throws IOException {
    store.probe(bytes);
  }

  @Override
  public Optional<String> lostReason() {
    return store.lostReason();
  }

  @Override
  public Map<String, String> skippedFiles() {
    return skipped.get();
  }
}
