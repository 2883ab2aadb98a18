package dev.dalleserver.pictures;

import dev.dalleserver.jobs.JobException;
import dev.dalleserver.picture.ArtifactId;
import dev.dalleserver.picture.ArtifactKind;
import dev.dalleserver.picture.PictureKey;
import dev.dalleserver.storage.ArtifactStore;
import dev.dalleserver.storage.StoredArtifact;
import dev.dalleserver.tasks.BoundedWorkers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;

/**
 * The store of the thumbnails. A thumbnail belongs to one version of its picture, whose time it
 * bears. One that is missing, or bears another time, also a later one, is made from the picture on
 * request, once for all requests that come meanwhile, and stored.
 */
public final class ThumbnailStore implements AutoCloseable {
  private static final int WORKERS = 2;
  private static final int MAX_WAITING = 500;

  private final ArtifactStore store;
  private final Annotator annotator;
  private final ConcurrentMap<PictureKey, CompletableFuture<ArtifactId>> inFlight =
      new ConcurrentHashMap<>();
  private final ThreadPoolExecutor workers;

  public ThumbnailStore(ArtifactStore store, Annotator annotator) {
    this.store = store;
    this.annotator = annotator;
    this.workers = BoundedWorkers.create("thumbnails", WORKERS, MAX_WAITING);
  }

  /**
   * Returns the id of a picture's thumbnail, at once or when it has been made.
   *
   * @return empty when there is no such picture; a future that fails with a {@link JobException}
   *     when the picture cannot be read, or an {@link IOException} when the thumbnail cannot be
   *     stored
   * @throws RejectedExecutionException when too many thumbnails wait to be made
   * @throws UncheckedIOException when the store cannot be read
   */
  public Optional<CompletableFuture<ArtifactId>> find(PictureKey key) {
    try {
      Optional<StoredArtifact> picture = store.find(ArtifactId.of(key, ArtifactKind.ANNOTATED));
      if (picture.isEmpty()) {
        return Optional.empty();
      }
      return Optional.of(
          isFresh(key, picture.get().modifiedAt())
              ? CompletableFuture.completedFuture(ArtifactId.of(key, ArtifactKind.THUMBNAIL))
              : make(key));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    workers.shutdownNow();
  }

  private CompletableFuture<ArtifactId> make(PictureKey key) {
    CompletableFuture<ArtifactId> pending = new CompletableFuture<>();
    CompletableFuture<ArtifactId> earlier = inFlight.putIfAbsent(key, pending);
    if (earlier != null) {
      return earlier;
    }
    try {
      workers.execute(() -> complete(key, pending));
    } catch (RejectedExecutionException e) {
      inFlight.remove(key, pending);
      // Requests that have joined meanwhile fail too.
      pending.completeExceptionally(e);
    }
    return pending;
  }

  private void complete(PictureKey key, CompletableFuture<ArtifactId> pending) {
    try {
      // Found before it is read: a picture that is replaced meanwhile is newer than this time.
      StoredArtifact picture =
          store
              .find(ArtifactId.of(key, ArtifactKind.ANNOTATED))
              .orElseThrow(ThumbnailStore::removed);
      Instant painted = picture.modifiedAt();
      // Another worker may have made it since the request looked.
      if (!isFresh(key, painted)) {
        EncodedPicture png = PictureArtifacts.lazyPicture(store, picture);
        save(ArtifactId.of(key, ArtifactKind.THUMBNAIL), annotator.renderThumbnail(png), painted);
      }
      // Removed before the future completes: a client that has the answer and asks again does not
      // get this future again.
      inFlight.remove(key, pending);
      pending.complete(ArtifactId.of(key, ArtifactKind.THUMBNAIL));
    } catch (IOException | JobException | RuntimeException e) {
      inFlight.remove(key, pending);
      pending.completeExceptionally(e);
    } finally {
      inFlight.remove(key, pending);
      // After an Error, such as OutOfMemoryError: else all later requests would wait without end.
      if (!pending.isDone()) {
        pending.completeExceptionally(
            new IllegalStateException("making the thumbnail ended unexpectedly"));
      }
    }
  }

  private void save(ArtifactId thumbnail, byte[] jpeg, Instant painted) throws IOException {
    store.write(thumbnail, jpeg);
    // A picture that is replaced at this moment has another time, so this thumbnail is not its own.
    store.setModifiedAt(thumbnail, painted);
  }

  private boolean isFresh(PictureKey key, Instant painted) throws IOException {
    return store
        .find(ArtifactId.of(key, ArtifactKind.THUMBNAIL))
        .map(StoredArtifact::modifiedAt)
        // Not every file system keeps nanoseconds.
        .filter(made -> made.toEpochMilli() == painted.toEpochMilli())
        .isPresent();
  }

  private static IOException removed() {
    return new IOException("the picture has just been removed");
  }
}
