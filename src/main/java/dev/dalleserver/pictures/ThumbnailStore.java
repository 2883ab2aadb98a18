package dev.dalleserver.pictures;

import dev.dalleserver.jobs.JobException;
import dev.dalleserver.picture.Artifact;
import dev.dalleserver.picture.PictureKey;
import dev.dalleserver.storage.FileStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The store of the thumbnails on disk. A thumbnail that is missing, or older than its picture, is
 * made from the picture on request, once for all requests that come meanwhile, and stored.
 */
public final class ThumbnailStore implements AutoCloseable {
  private static final int WORKERS = 2;
  private static final int MAX_WAITING = 500;
  private static final int KEEP_ALIVE_SECONDS = 10;

  private final FileStore store;
  private final Annotator annotator;
  private final ConcurrentMap<PictureKey, CompletableFuture<Path>> inFlight =
      new ConcurrentHashMap<>();
  private final ThreadPoolExecutor workers;

  public ThumbnailStore(FileStore store, Annotator annotator) {
    this.store = store;
    this.annotator = annotator;
    this.workers =
        new ThreadPoolExecutor(
            WORKERS,
            WORKERS,
            KEEP_ALIVE_SECONDS,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MAX_WAITING),
            work -> {
              Thread thread = new Thread(work, "thumbnails");
              thread.setDaemon(true);
              return thread;
            });
    workers.allowCoreThreadTimeOut(true);
  }

  /**
   * Returns the file of a picture's thumbnail, at once or when it has been made.
   *
   * @return empty when there is no such picture; a future that fails with a {@link JobException}
   *     when the picture cannot be read, or an {@link IOException} when the thumbnail cannot be
   *     stored
   * @throws RejectedExecutionException when too many thumbnails wait to be made
   * @throws UncheckedIOException when the disk cannot be read
   */
  public Optional<CompletableFuture<Path>> find(PictureKey key) {
    try {
      Optional<Instant> painted = store.modifiedAt(path(Artifact.ANNOTATED, key));
      if (painted.isEmpty()) {
        return Optional.empty();
      }
      return Optional.of(
          isFresh(key, painted.get())
              ? CompletableFuture.completedFuture(path(Artifact.THUMBNAIL, key))
              : make(key));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    workers.shutdownNow();
  }

  private CompletableFuture<Path> make(PictureKey key) {
    CompletableFuture<Path> pending = new CompletableFuture<>();
    CompletableFuture<Path> earlier = inFlight.putIfAbsent(key, pending);
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

  private void complete(PictureKey key, CompletableFuture<Path> pending) {
    try {
      Path picture = path(Artifact.ANNOTATED, key);
      // Read before the picture: a picture that is replaced meanwhile is newer than this time.
      Instant painted = store.modifiedAt(picture).orElseThrow(ThumbnailStore::removed);
      // Another worker may have made it since the request looked.
      if (!isFresh(key, painted)) {
        EncodedPicture png = PictureArtifacts.lazyPicture(store, picture);
        save(path(Artifact.THUMBNAIL, key), annotator.renderThumbnail(png), painted);
      }
      // Removed before the future completes: a client that has the answer and asks again does not
      // get this future again.
      inFlight.remove(key, pending);
      pending.complete(path(Artifact.THUMBNAIL, key));
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

  private void save(Path thumbnail, byte[] jpeg, Instant painted) throws IOException {
    store.write(thumbnail, jpeg);
    // A thumbnail gets its picture's time: with the present time, a picture whose time lies in the
    // future would get a new thumbnail on every request, and a picture that is replaced at this
    // moment would get none.
    store.setModifiedAt(thumbnail, painted);
  }

  private boolean isFresh(PictureKey key, Instant painted) throws IOException {
    return store
        .modifiedAt(path(Artifact.THUMBNAIL, key))
        // Not every file system keeps nanoseconds.
        .filter(made -> made.toEpochMilli() >= painted.toEpochMilli())
        .isPresent();
  }

  private static IOException removed() {
    return new IOException("the picture has just been removed");
  }

  private Path path(Artifact kind, PictureKey key) {
    return store.layout().artifact(kind, key.seriesText(), key.addressText());
  }
}
