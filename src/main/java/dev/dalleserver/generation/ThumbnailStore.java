package dev.dalleserver.generation;

import dev.dalleserver.dress.PictureKey;
import dev.dalleserver.store.Artifact;
import dev.dalleserver.store.FileStore;
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
 * The thumbnails on disk. One that is missing, or older than its picture, is made from the picture
 * when somebody asks, once for all who ask meanwhile, and kept.
 */
public final class ThumbnailStore implements AutoCloseable {
  private static final int AT_ONCE = 2;
  private static final int MOST_WAITING = 500;
  private static final int KEPT_SECONDS = 10;

  private final FileStore store;
  private final Annotator annotator;
  private final ConcurrentMap<PictureKey, CompletableFuture<Path>> beingMade =
      new ConcurrentHashMap<>();
  private final ThreadPoolExecutor workers;

  public ThumbnailStore(FileStore store, Annotator annotator) {
    this.store = store;
    this.annotator = annotator;
    this.workers =
        new ThreadPoolExecutor(
            AT_ONCE,
            AT_ONCE,
            KEPT_SECONDS,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MOST_WAITING),
            work -> {
              Thread thread = new Thread(work, "thumbnails");
              thread.setDaemon(true);
              return thread;
            });
    workers.allowCoreThreadTimeOut(true);
  }

  /**
   * The file of a picture's thumbnail, at once or when it has been made.
   *
   * @return empty when there is no such picture; a future that fails with a {@link
   *     GenerationException} when the picture cannot be read, or an {@link IOException} when the
   *     thumbnail cannot be stored
   * @throws RejectedExecutionException when too many are waiting to be made
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
    CompletableFuture<Path> mine = new CompletableFuture<>();
    CompletableFuture<Path> earlier = beingMade.putIfAbsent(key, mine);
    if (earlier != null) {
      return earlier;
    }
    try {
      workers.execute(() -> fulfil(key, mine));
    } catch (RejectedExecutionException e) {
      beingMade.remove(key, mine);
      // Those who have joined meanwhile hear of it too.
      mine.completeExceptionally(e);
    }
    return mine;
  }

  private void fulfil(PictureKey key, CompletableFuture<Path> wish) {
    try {
      Path picture = path(Artifact.ANNOTATED, key);
      // Looked at before the picture is read: one that is replaced meanwhile is newer than this.
      Instant painted = store.modifiedAt(picture).orElseThrow(ThumbnailStore::removed);
      // It may have been made between the look of whoever asked and now.
      if (!isFresh(key, painted)) {
        EncodedPicture png = PictureArtifacts.unread(store, picture);
        keep(path(Artifact.THUMBNAIL, key), annotator.thumbnail(png), painted);
      }
      // Removed before it is told: who has the answer and asks again is not given it once more.
      beingMade.remove(key, wish);
      wish.complete(path(Artifact.THUMBNAIL, key));
    } catch (IOException | GenerationException | RuntimeException e) {
      beingMade.remove(key, wish);
      wish.completeExceptionally(e);
    } finally {
      beingMade.remove(key, wish);
      // After an error of the machine: else all who ask from now on would wait for ever.
      if (!wish.isDone()) {
        wish.completeExceptionally(new IllegalStateException("making the thumbnail broke off"));
      }
    }
  }

  private void keep(Path thumbnail, byte[] jpeg, Instant painted) throws IOException {
    store.write(thumbnail, jpeg);
    // A thumbnail bears its picture's time: a picture from the future would be made small again
    // and again, and one that was replaced in this moment would not.
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
    return store.tree().artifact(kind, key.seriesText(), key.addressText());
  }
}
