package dev.dalleserver.pictures;

import dev.dalleserver.dress.DalleDress;
import dev.dalleserver.dress.PictureFacts;
import dev.dalleserver.ipfs.FileHash;
import dev.dalleserver.picture.ArtifactId;
import dev.dalleserver.picture.ArtifactKind;
import dev.dalleserver.picture.PictureKey;
import dev.dalleserver.picture.ReceivedName;
import dev.dalleserver.storage.ArtifactStore;
import dev.dalleserver.storage.StoredArtifact;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The stored artifacts of pictures: what is stored here is not made again. */
public final class PictureArtifacts {
  private static final Logger LOG = LoggerFactory.getLogger(PictureArtifacts.class);

  /**
   * The most bytes of a stored picture that are read: those of 16 megapixels, uncompressed and with
   * their caption, and more where the heap is larger.
   */
  private static final long MAX_PICTURE_BYTES =
      Math.max(96L << 20, Runtime.getRuntime().maxMemory() / 8);

  private final ArtifactStore store;
  private final Clock clock;
  private final ReceivedPictures received;

  /**
   * @param received keeps pictures until they are stored here
   */
  public PictureArtifacts(ArtifactStore store, ReceivedPictures received, Clock clock) {
    this.store = store;
    this.received = received;
    this.clock = clock;
  }

  /** Returns the words of a picture, for one thread that works on it. */
  StoredWords words(PictureKey key) {
    return new StoredWords(store, key, clock);
  }

  /** Returns true when an artifact was stored at that time or later. */
  boolean isStoredSince(Instant since, ArtifactKind kind, PictureKey key) throws IOException {
    return modifiedAt(kind, key).filter(at -> !at.isBefore(since)).isPresent();
  }

  /** Loads the picture as {@link #loadPicture(PictureKey)}, unless it was stored earlier. */
  Optional<byte[]> loadPicture(PictureKey key, Instant since) throws IOException {
    return isStoredSince(since, ArtifactKind.GENERATED, key) ? loadPicture(key) : Optional.empty();
  }

  /**
   * Loads the picture as the provider sent it, when it is stored.
   *
   * @throws IOException when it cannot be read, or is larger than any picture of this server
   */
  Optional<byte[]> loadPicture(PictureKey key) throws IOException {
    ArtifactId id = ArtifactId.of(key, ArtifactKind.GENERATED);
    Optional<StoredArtifact> picture = store.find(id);
    if (picture.isPresent()) {
      requirePlausibleSize(picture.get());
    }
    return store.read(id);
  }

  /**
   * Returns a stored picture without reading it, so that its reader can reserve memory for it
   * first. A picture that replaces it meanwhile is read in its place.
   */
  static EncodedPicture lazyPicture(ArtifactStore store, StoredArtifact picture)
      throws IOException {
    long size = requirePlausibleSize(picture);
    return new EncodedPicture() {
      @Override
      public long size() {
        return size;
      }

      @Override
      public InputStream open() throws IOException {
        return new BufferedInputStream(store.open(picture.id()).stream());
      }
    };
  }

  private static long requirePlausibleSize(StoredArtifact picture) throws IOException {
    long size = picture.size();
    if (size > MAX_PICTURE_BYTES) {
      throw new IOException("the picture is larger than " + (MAX_PICTURE_BYTES >> 20) + " MiB");
    }
    return size;
  }

  /**
   * Returns when the picture was made: by its dress, or by its file when a crash kept the time out
   * of the dress; now, when there is no picture.
   */
  Instant paintedAt(PictureKey key, DalleDress dress) throws IOException {
    long createdAt = dress.picture().origin().createdAt();
    if (createdAt > 0) {
      return Instant.ofEpochSecond(createdAt);
    }
    return modifiedAt(ArtifactKind.GENERATED, key).orElseGet(clock::instant);
  }

  /** Returns when the prompts were stored that a picture is asked for with. */
  Instant wordsMadeAt(PictureKey key) throws IOException {
    return store
        .findAll(
            List.of(
                ArtifactId.of(key, ArtifactKind.PROMPT), ArtifactId.of(key, ArtifactKind.ENHANCED)))
        .values()
        .stream()
        .map(StoredArtifact::modifiedAt)
        .max(Comparator.naturalOrder())
        .orElse(Instant.EPOCH);
  }

  /**
   * Checks, before anything is paid for, that the files of the picture can be stored.
   *
   * @throws IOException when they cannot, for instance since a folder on the path is a link
   */
  void requireStorable(PictureKey key) throws IOException {
    for (ArtifactKind kind : ArtifactKind.values()) {
      store.requireStorable(ArtifactId.of(key, kind));
    }
  }

  /** Stores the picture before anything else: it may have been paid for. */
  DalleDress savePicture(
      PictureKey key, StoredWords words, DalleDress dress, byte[] png, PictureFacts.Origin origin)
      throws IOException {
    ArtifactId id = ArtifactId.of(key, ArtifactKind.GENERATED);
    store.write(id, png);
    DalleDress withPicture = dress.withPicture(id.path(), origin);
    words.saveDress(withPicture, true);
    return withPicture;
  }

  /**
   * Stores the files that make the picture complete. The annotated file is written after the dress,
   * since it shows that the run is finished, and before the thumbnail, which counts only when it
   * bears the annotated file's time.
   */
  DalleDress saveAnnotated(
      PictureKey key, StoredWords words, DalleDress dress, AnnotatedImage image)
      throws IOException {
    ArtifactId id = ArtifactId.of(key, ArtifactKind.ANNOTATED);
    DalleDress complete =
        dress.withAnnotated(
            new PictureFacts.AnnotatedFile(
                id.path(),
                image.png().length,
                clock.instant().getEpochSecond(),
                image.size().width(),
                image.size().height(),
                image.color()),
            FileHash.of(image.png()).id().text());
    words.saveDress(complete, false);
    Optional<StoredArtifact> annotated = store.writeAndFind(id, image.png());
    ArtifactId thumbnail = ArtifactId.of(key, ArtifactKind.THUMBNAIL);
    if (annotated.isPresent()) {
      store.writeAndFind(thumbnail, image.thumbnail(), annotated.get().modifiedAt());
    } else {
      store.write(thumbnail, image.thumbnail());
    }
    return complete;
  }

  /**
   * Stores how long the phases took. The picture is stored already, so a failure is only logged and
   * does not fail the run.
   */
  void saveTimes(PictureKey key, StoredWords words, DalleDress dress) {
    try {
      words.saveDress(dress, false);
    } catch (IOException e) {
      LOG.warn("archive run={} event=times_not_saved reason=\"{}\"", key, describe(e));
    }
  }

  boolean hasAnnotated(PictureKey key) {
    return exists(ArtifactId.of(key, ArtifactKind.ANNOTATED));
  }

  /** Returns true when a picture was received that is not stored yet. */
  boolean hasReceived(PictureKey key) {
    return received.find(ReceivedName.of(key)).isPresent();
  }

  /** Returns true when a picture was received after the stored one was, or while none is stored. */
  boolean hasNewerReceived(PictureKey key) throws IOException {
    Optional<Instant> receivedAt =
        received.find(ReceivedName.of(key)).map(ReceivedPictures.Received::receivedAt);
    return receivedAt.isPresent()
        && modifiedAt(ArtifactKind.GENERATED, key)
            .map(storedAt -> receivedAt.get().isAfter(storedAt))
            .orElse(true);
  }

  /**
   * Deletes the received bytes of a picture that is stored now. When the picture has no such
   * source, bytes received under its name are another picture, which may have been paid for, and
   * are set aside.
   */
  void deleteReceived(PictureKey key, Optional<ReceivedPictures.Received> source) {
    source.ifPresentOrElse(
        received::delete,
        () -> setReceivedAside(key, "a picture of another provider is stored in its place"));
  }

  /**
   * Sets received bytes aside that are not used, so that later runs do not find them; they are
   * never deleted.
   */
  void setReceivedAside(PictureKey key, String reason) {
    received.setAside(ReceivedName.of(key), reason);
  }

  boolean hasPicture(PictureKey key) {
    return exists(ArtifactId.of(key, ArtifactKind.GENERATED));
  }

  /**
   * Removes the annotated picture and its thumbnail.
   *
   * @return false when there was no picture
   */
  boolean removeAnnotated(PictureKey key) throws IOException {
    boolean removed = store.delete(ArtifactId.of(key, ArtifactKind.ANNOTATED));
    store.delete(ArtifactId.of(key, ArtifactKind.THUMBNAIL));
    return removed;
  }

  /**
   * Returns the dress of a stored picture of any origin: fills in the facts of its files where the
   * stored dress lacks them.
   */
  DalleDress withFileFacts(PictureKey key, DalleDress dress) throws IOException {
    PictureFacts.AnnotatedFile known = dress.picture().annotated();
    if (dress.run().completed() && known.size() > 0 && !known.path().isEmpty()) {
      return dress;
    }
    ArtifactId id = ArtifactId.of(key, ArtifactKind.ANNOTATED);
    Optional<StoredArtifact> picture = store.find(id);
    return dress.withAnnotated(
        new PictureFacts.AnnotatedFile(
            id.path(),
            picture.map(StoredArtifact::size).orElse(0L),
            picture.map(StoredArtifact::modifiedAt).orElse(Instant.EPOCH).getEpochSecond(),
            known.width(),
            known.height(),
            known.color()));
  }

  /** Describes an error of the disk without an absolute path. */
  String describe(IOException fault) {
    return store.describe(fault);
  }

  private boolean exists(ArtifactId id) {
    try {
      return store.exists(id);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Optional<Instant> modifiedAt(ArtifactKind kind, PictureKey key) throws IOException {
    return store.find(ArtifactId.of(key, kind)).map(StoredArtifact::modifiedAt);
  }
}
