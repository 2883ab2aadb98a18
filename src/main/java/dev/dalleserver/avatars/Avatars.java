package dev.dalleserver.avatars;

import dev.dalleserver.dress.DalleDress;
import dev.dalleserver.jobs.JobException;
import dev.dalleserver.picture.ArtifactId;
import dev.dalleserver.picture.ArtifactKind;
import dev.dalleserver.picture.PictureKey;
import dev.dalleserver.storage.ArtifactStore;
import dev.dalleserver.storage.StoredArtifact;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;

/**
 * The avatars of stored pictures: squares without a caption, with the head in them where it is
 * known; and whole pictures in other widths.
 */
public final class Avatars {
  private static final int MAX_CUTS = 4096;
  private static final ScaledPictures.Cut WHOLE = new ScaledPictures.Cut("whole", Square::middle);
  private static final ScaledPictures.Cut TOP = new ScaledPictures.Cut("top", Square::aboveCaption);

  private final ArtifactStore store;
  private final ArtifactStore unexamined;
  private final Function<PictureKey, Optional<DalleDress>> dresses;
  private final Head.Finder heads;
  private final ScaledPictures pictures;

  /** The cuts that were used last. */
  private final Map<CutKey, ScaledPictures.Cut> cuts =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<CutKey, ScaledPictures.Cut> eldest) {
          return size() > MAX_CUTS;
        }
      };

  /** One content of a picture and of its words. */
  private record CutKey(PictureKey key, String picture, String words) {}

  /** What is shown of a picture: an artifact, and what is cut out of it. */
  private record Shown(StoredArtifact artifact, ScaledPictures.Cut cut) {}

  /**
   * @param store has only pictures that can be decoded
   * @param unexamined the same, with those too of which that is not known
   * @param dresses what is known of pictures
   */
  public Avatars(
      ArtifactStore store,
      ArtifactStore unexamined,
      Function<PictureKey, Optional<DalleDress>> dresses,
      Head.Finder heads,
      ScaledPictures pictures) {
    this.store = store;
    this.unexamined = unexamined;
    this.dresses = dresses;
    this.heads = heads;
    this.pictures = pictures;
  }

  /**
   * Returns a finished picture in another form, at once or when it has been made. Starts no
   * picture. What was made of this version before a restart is returned without a look at the
   * picture, since to examine 200 pictures takes seconds.
   *
   * @return empty when the picture is not finished; a future that fails with a {@link JobException}
   *     when it cannot be decoded, and with an {@link IOException} when it cannot be read
   * @throws RejectedExecutionException when too many pictures wait to be decoded
   * @throws UncheckedIOException when the store cannot be read
   */
  public Optional<CompletableFuture<ScaledPicture>> find(PictureKey key, ScaledForm form) {
    try {
      Optional<Shown> stored = shown(unexamined, key, form);
      Optional<ScaledPicture> kept =
          stored.flatMap(it -> pictures.findKept(it.artifact(), it.cut(), form));
      if (stored.isEmpty() || kept.isPresent()) {
        return kept.map(CompletableFuture::completedFuture);
      }
      return shown(store, key, form)
          .map(
              it ->
                  pictures
                      .find(it.artifact(), it.cut(), form)
                      .exceptionallyCompose(failure -> again(key, form, failure)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns what is to be shown of a picture; empty when it is not finished. */
  private Optional<Shown> shown(ArtifactStore from, PictureKey key, ScaledForm form)
      throws IOException {
    Optional<StoredArtifact> annotated = from.find(ArtifactId.of(key, ArtifactKind.ANNOTATED));
    if (annotated.isEmpty() || form.shape() == ScaledForm.Shape.WHOLE) {
      return annotated.map(it -> new Shown(it, WHOLE));
    }
    Optional<StoredArtifact> generated = from.find(ArtifactId.of(key, ArtifactKind.GENERATED));
    return Optional.of(
        generated.isPresent()
            ? new Shown(generated.get(), cut(key, generated.get()))
            : new Shown(annotated.get(), TOP));
  }

  /** Returns where the square is cut out; the stored words are read once for each version. */
  private ScaledPictures.Cut cut(PictureKey key, StoredArtifact generated) throws IOException {
    String words =
        unexamined
            .find(ArtifactId.of(key, ArtifactKind.SELECTOR))
            .map(StoredArtifact::version)
            .orElse("");
    CutKey known = new CutKey(key, generated.version(), words);
    synchronized (cuts) {
      ScaledPictures.Cut cut = cuts.get(known);
      if (cut != null) {
        return cut;
      }
    }
    ScaledPictures.Cut cut = cut(key);
    synchronized (cuts) {
      cuts.put(known, cut);
    }
    return cut;
  }

  private ScaledPictures.Cut cut(PictureKey key) {
    Optional<DalleDress> dress = dresses.apply(key);
    // Whether the head is known does not depend on the picture's size, only where it is.
    boolean known = dress.flatMap(found -> heads.find(found, 1, 1)).isPresent();
    // The words are read again for each decoding: cuts that are kept must be small.
    return known
        ? new ScaledPictures.Cut("head", (width, height) -> square(key, width, height))
        : new ScaledPictures.Cut("middle", Square::middle);
  }

  private Square square(PictureKey key, int width, int height) {
    return dresses
        .apply(key)
        .flatMap(dress -> heads.find(dress, width, height))
        .map(head -> Square.around(head, width, height))
        .orElseGet(() -> Square.middle(width, height));
  }

  /** Looks once more when the picture was replaced while it was read. */
  private CompletableFuture<ScaledPicture> again(
      PictureKey key, ScaledForm form, Throwable failure) {
    Throwable cause = failure instanceof CompletionException e ? e.getCause() : failure;
    if (cause instanceof JobException e
        && e.getCause() instanceof StoredArtifact.ReplacedException) {
      try {
        Optional<Shown> now = shown(store, key, form);
        if (now.isPresent()) {
          return pictures.find(now.get().artifact(), now.get().cut(), form);
        }
      } catch (IOException | RejectedExecutionException another) {
        return CompletableFuture.failedFuture(another);
      }
    }
    return CompletableFuture.failedFuture(cause);
  }
}
