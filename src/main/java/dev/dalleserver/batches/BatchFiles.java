package dev.dalleserver.batches;

import dev.dalleserver.picture.ArtifactId;
import dev.dalleserver.picture.BatchId;
import dev.dalleserver.storage.ArtifactContent;
import dev.dalleserver.storage.ArtifactStore;
import java.io.IOException;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The stored pictures of batches. */
final class BatchFiles {
  private static final Logger LOG = LoggerFactory.getLogger(BatchFiles.class);

  private final ArtifactStore store;

  BatchFiles(ArtifactStore store) {
    this.store = store;
  }

  /** Returns the id of the n-th picture, n from 0. */
  ArtifactId.BatchImage image(Batch batch, int n) {
    return new ArtifactId.BatchImage(batch.id(), n, batch.request().delivery().format());
  }

  /**
   * Stores a picture of a batch that has not ended. Holds the batch's monitor, as {@link #delete}
   * does: else a late picture would create a folder again that has just been removed.
   *
   * @return false when the batch has ended; nothing was written then
   */
  boolean store(Batch batch, int n, byte[] encoded) throws IOException {
    synchronized (batch) {
      if (batch.state().isTerminal()) {
        return false;
      }
      store.write(image(batch, n), encoded);
      batch.addStoredBytes(encoded.length);
      return true;
    }
  }

  /** Opens a picture for reading. */
  ArtifactContent open(ArtifactId picture) throws IOException {
    return store.open(picture);
  }

  /** Removes the pictures of a batch that has ended. A failure is logged. */
  void delete(Batch batch) {
    synchronized (batch) {
      delete(batch.id());
    }
  }

  /** Describes an error of the disk for clients. */
  String describe(IOException fault) {
    return store.describe(fault);
  }

  /**
   * Removes the pictures that earlier processes have left.
   *
   * @param isKnown whether a batch is known to any process, whose pictures stay then
   */
  void removeLeftovers(Predicate<BatchId> isKnown) throws IOException {
    // Listed first: a batch is known before it has pictures.
    store.listBatches().stream().filter(isKnown.negate()).forEach(this::delete);
  }

  /**
   * Checks, before a picture of a batch is paid for, that it can be stored.
   *
   * @throws IOException when it cannot, for instance since a folder on the path is a link
   */
  void requireStorable(Batch batch) throws IOException {
    store.requireStorable(image(batch, 0));
  }

  private void delete(BatchId id) {
    try {
      store.deleteBatch(id);
    } catch (IOException e) {
      LOG.warn("generation={} event=not_removed reason=\"{}\"", id, store.describe(e));
    }
  }
}
