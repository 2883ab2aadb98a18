package dev.dalleserver.avatars;

import dev.dalleserver.jobs.JobException;
import dev.dalleserver.pictures.EncodedPicture;
import dev.dalleserver.storage.StoredArtifact;
import dev.dalleserver.tasks.BoundedWorkers;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Makes scaled pictures on request, and keeps those that were used last. A picture is decoded by
 * one worker at a time, for all forms that are asked for meanwhile; as many pictures are decoded at
 * once as there are workers.
 */
public final class ScaledPictures implements AutoCloseable {
  /** Some thousand avatars of the usual size. */
  private static final long CACHE_BYTES = 16L << 20;

  private static final int MAX_WAITING = 500;

  /** How many forms one worker makes of a picture while others wait for a worker. */
  private static final int MAX_FORMS = 16;

  private final PictureScaling scaling;
  private final ScaledCache cache = new ScaledCache(CACHE_BYTES);
  private final Optional<ScaledFiles> files;
  private final ThreadPoolExecutor workers;
  private final AtomicLong decoded = new AtomicLong();

  /** Guarded by {@code this}, with the forms that each one waits for. */
  private final Map<Source, Map<ScaledForm, CompletableFuture<ScaledPicture>>> pending =
      new HashMap<>();

  /**
   * @param processors how many pictures are decoded at once
   */
  public ScaledPictures(PictureScaling scaling, int processors) {
    this(scaling, processors, Optional.empty());
  }

  /**
   * @param processors how many pictures are decoded at once
   * @param files keep what was made over restarts
   */
  public ScaledPictures(PictureScaling scaling, int processors, Optional<ScaledFiles> files) {
    this.scaling = scaling;
    this.files = files;
    this.workers = BoundedWorkers.create("avatars", processors, MAX_WAITING);
  }

  /** One content of a picture, and how squares are cut out of it. */
  private record Source(StoredArtifact artifact, String version, Cut cut) {
    private Source(StoredArtifact artifact, Cut cut) {
      this(artifact, artifact.version(), cut);
    }

    ScaledCache.Key key(ScaledForm form) {
      return new ScaledCache.Key(artifact.id(), version, cut.name(), form);
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Source that
          && artifact.id().equals(that.artifact.id())
          && version.equals(that.version)
          && cut.name().equals(that.cut.name());
    }

    @Override
    public int hashCode() {
      return 31 * artifact.id().hashCode() + version.hashCode();
    }
  }

  /**
   * Chooses the part that squares show.
   *
   * @param name differs for each other choice of the same picture
   */
  public record Cut(String name, Square.Choice squares) {}

  /**
   * Returns a stored picture in another form, at once or when it has been made.
   *
   * @return fails with a {@link JobException} when the picture cannot be decoded, and with an
   *     {@link IOException} when it cannot be read or has been replaced
   * @throws RejectedExecutionException when too many pictures wait to be decoded
   */
  public CompletableFuture<ScaledPicture> find(StoredArtifact picture, Cut cut, ScaledForm form) {
    Source source = new Source(picture, cut);
    Optional<ScaledPicture> made = cache.find(source.key(form));
    return made.map(CompletableFuture::completedFuture).orElseGet(() -> join(source, form));
  }

  /** Returns a picture in another form if it was made before and is kept. Decodes nothing. */
  Optional<ScaledPicture> findKept(StoredArtifact picture, Cut cut, ScaledForm form) {
    ScaledCache.Key key = new Source(picture, cut).key(form);
    Optional<ScaledPicture> made = cache.find(key);
    if (made.isPresent()) {
      return made;
    }
    Optional<ScaledPicture> stored = files.flatMap(it -> it.find(key));
    stored.ifPresent(found -> cache.put(key, found));
    return stored;
  }

  private CompletableFuture<ScaledPicture> join(Source source, ScaledForm form) {
    CompletableFuture<ScaledPicture> future;
    synchronized (this) {
      Map<ScaledForm, CompletableFuture<ScaledPicture>> forms = pending.get(source);
      if (forms != null) {
        if (forms.size() >= MAX_FORMS && !forms.containsKey(form)) {
          throw new RejectedExecutionException("too many forms of one picture are wanted at once");
        }
        return forms.computeIfAbsent(form, unknown -> new CompletableFuture<>());
      }
      future = new CompletableFuture<>();
      pending.put(source, new HashMap<>(Map.of(form, future)));
    }
    try {
      workers.execute(() -> make(source));
    } catch (RejectedExecutionException e) {
      // Requests that have joined meanwhile fail too.
      fail(take(source), e);
      throw e;
    }
    return future;
  }

  private void make(Source source) {
    Taken taken = new Taken();
    Exception failure = new IllegalStateException("scaling a picture ended unexpectedly");
    try {
      if (files.isPresent() && loadStored(source, files.get())) {
        return;
      }
      Map<ScaledForm, byte[]> made =
          scaling.scale(
              encoded(source.artifact), source.cut.squares(), () -> taken.forms(take(source)));
      decoded.incrementAndGet();
      made.forEach((form, bytes) -> keep(source.key(form), taken.futures.get(form), bytes));
    } catch (JobException | RuntimeException e) {
      failure = e;
    } finally {
      // Also after an Error, such as OutOfMemoryError: else later requests would wait without end.
      fail(taken.isTaken ? taken.futures : take(source), failure);
    }
  }

  /** Completes the forms that are stored; returns true when no other one is wanted. */
  private boolean loadStored(Source source, ScaledFiles stored) {
    Set<ScaledForm> wanted;
    synchronized (this) {
      wanted = Set.copyOf(pending.getOrDefault(source, Map.of()).keySet());
    }
    for (ScaledForm form : wanted) {
      stored.find(source.key(form)).ifPresent(picture -> loaded(source, form, picture));
    }
    synchronized (this) {
      Map<ScaledForm, CompletableFuture<ScaledPicture>> rest = pending.get(source);
      if (rest != null && !rest.isEmpty()) {
        return false;
      }
      pending.remove(source);
      return true;
    }
  }

  private void loaded(Source source, ScaledForm form, ScaledPicture picture) {
    cache.put(source.key(form), picture);
    CompletableFuture<ScaledPicture> waiting;
    synchronized (this) {
      Map<ScaledForm, CompletableFuture<ScaledPicture>> forms = pending.get(source);
      waiting = forms == null ? null : forms.remove(form);
    }
    if (waiting != null) {
      waiting.complete(picture);
    }
  }

  /** The requests that a worker serves; those that come later are served by another. */
  private static final class Taken {
    private Map<ScaledForm, CompletableFuture<ScaledPicture>> futures = Map.of();
    private boolean isTaken;

    Set<ScaledForm> forms(Map<ScaledForm, CompletableFuture<ScaledPicture>> waiting) {
      futures = waiting;
      isTaken = true;
      return waiting.keySet();
    }
  }

  private void keep(
      ScaledCache.Key key, @Nullable CompletableFuture<ScaledPicture> waiting, byte[] bytes) {
    ScaledPicture picture = ScaledPicture.of(bytes);
    cache.put(key, picture);
    if (waiting != null) {
      waiting.complete(picture);
    }
    // After the answer, which need not wait for the disk.
    files.ifPresent(stored -> stored.put(key, picture));
  }

  private synchronized Map<ScaledForm, CompletableFuture<ScaledPicture>> take(Source source) {
    Map<ScaledForm, CompletableFuture<ScaledPicture>> forms = pending.remove(source);
    return forms == null ? Map.of() : forms;
  }

  private static void fail(
      Map<ScaledForm, CompletableFuture<ScaledPicture>> waiting, Exception failure) {
    // Does nothing to those that are complete.
    waiting.values().forEach(future -> future.completeExceptionally(failure));
  }

  private static EncodedPicture encoded(StoredArtifact artifact) {
    return new EncodedPicture() {
      @Override
      public long size() {
        return artifact.size();
      }

      @Override
      public InputStream open() throws IOException {
        return artifact.openStream();
      }
    };
  }

  /** Returns how many pictures were decoded since the start. */
  public long decoded() {
    return decoded.get();
  }

  /** Returns how many pictures wait to be decoded. */
  public int waiting() {
    return workers.getQueue().size();
  }

  /** Returns the bytes of scaled pictures that are kept. */
  public long cachedBytes() {
    return cache.bytes();
  }

  @Override
  public void close() {
    workers.shutdownNow();
  }
}
