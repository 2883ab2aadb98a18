package dev.dalleserver.batches;

import dev.dalleserver.store.FileStore;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The pictures of generations: {@code output/generations/<id>/<n>.png}. */
final class BatchFiles {
  private static final Logger LOG = LoggerFactory.getLogger(BatchFiles.class);

  private final FileStore store;

  BatchFiles(FileStore store) {
    this.store = store;
  }

  /** Where the n-th picture lies, n from 0. */
  Path path(BatchId id, int n) {
    return store.tree().generation(id.value()).resolve(n + ".png");
  }

  /**
   * Stores a picture of a generation that has not ended. Under the generation's monitor, as {@link
   * #delete}: else a picture that comes late would bring back a folder that has just been removed.
   *
   * @return false when the generation has ended; nothing was written then
   */
  boolean store(Generation generation, int n, byte[] png) throws IOException {
    synchronized (generation) {
      if (generation.state().terminal()) {
        return false;
      }
      store.write(path(generation.id(), n), png);
      generation.stored(png.length);
      return true;
    }
  }

  /** Opens a picture for reading. */
  FileChannel open(Path picture) throws IOException {
    return store.open(picture);
  }

  /** Removes the pictures of a generation that has ended. Failing is logged. */
  void delete(Generation generation) {
    synchronized (generation) {
      delete(generation.id());
    }
  }

  /** An error of the disk in words for callers. */
  String describe(IOException fault) {
    return store.describe(fault);
  }

  /** Removes what an earlier process has left: nobody knows these generations any longer. */
  void removeLeftovers() throws IOException {
    for (Path leftover : store.names(store.tree().generations())) {
      BatchId.parse(leftover.toString()).ifPresent(this::delete);
    }
  }

  /**
   * Makes sure, before it is paid for, that a picture of a generation could be stored.
   *
   * @throws IOException when a folder on its way is a link, for instance
   */
  void requireStorable(BatchId id) throws IOException {
    store.requireStorable(path(id, 0));
  }

  private void delete(BatchId id) {
    try {
      store.deleteFolder(store.tree().generation(id.value()));
    } catch (IOException e) {
      LOG.warn("generation={} event=not_removed reason=\"{}\"", id, store.describe(e));
    }
  }
}
