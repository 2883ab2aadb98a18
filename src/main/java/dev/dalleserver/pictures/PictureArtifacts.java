package dev.dalleserver.pictures;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.dalleserver.dress.DalleDress;
import dev.dalleserver.dress.DressReader;
import dev.dalleserver.dress.PictureFacts;
import dev.dalleserver.dress.Prompts;
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
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The stored artifacts of pictures: what is stored here is not made again. */
public final class PictureArtifacts {
  private static final Logger LOG = LoggerFactory.getLogger(PictureArtifacts.class);
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final List<ArtifactKind> TEXTS =
      List.of(
          ArtifactKind.DATA,
          ArtifactKind.TITLE,
          ArtifactKind.TERSE,
          ArtifactKind.PROMPT,
          ArtifactKind.ENHANCED);

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

  /**
   * Loads the dress as far as it was made, in whatever form it is stored: what its file lacks comes
   * from the text files beside it, and what these lack from the plan.
   *
   * @param plan the words as they would be drawn today
   * @return empty when no word is stored
   */
  Optional<DalleDress> load(PictureKey key, Supplier<DalleDress> plan) throws IOException {
    Optional<DressReader> stored = readDress(key);
    boolean anyText = stored.isPresent();
    for (ArtifactKind kind : TEXTS) {
      anyText = anyText || readText(key, kind).isPresent();
    }
    return anyText
        ? Optional.of(
            stored.orElseGet(DressReader::ofNothing).read(plan.get(), kind -> readText(key, kind)))
        : Optional.empty();
  }

  /** Returns true when a dress is stored that has all words, so that none is to be filled in. */
  boolean hasAllWords(PictureKey key) throws IOException {
    return readDress(key).filter(DressReader::hasAllWords).isPresent();
  }

  private Optional<DressReader> readDress(PictureKey key) throws IOException {
    Optional<byte[]> file = store.read(ArtifactId.of(key, ArtifactKind.SELECTOR));
    if (file.isEmpty()) {
      return Optional.empty();
    }
    Optional<DressReader> reader = DressReader.parse(file.get());
    if (reader.isEmpty()) {
      LOG.warn("archive picture={} event=unreadable_dress", key);
    }
    return reader;
  }

  private Optional<String> readText(PictureKey key, ArtifactKind kind) throws IOException {
    return store.readText(ArtifactId.of(key, kind)).filter(text -> !text.isBlank());
  }

  /** Stores the words of a run that starts from nothing. */
  void saveTexts(PictureKey key, DalleDress dress) throws IOException {
    for (ArtifactKind kind : TEXTS) {
      if (kind != ArtifactKind.ENHANCED) {
        store.writeText(ArtifactId.of(key, kind), text(dress, kind));
      }
    }
    store.write(ArtifactId.of(key, ArtifactKind.SELECTOR), JSON.writeValueAsBytes(dress));
  }

  /** Stores those words that no file has; what is stored stays as it is. */
  void fillTexts(PictureKey key, DalleDress dress) throws IOException {
    for (ArtifactKind kind : TEXTS) {
      if (kind != ArtifactKind.ENHANCED && readText(key, kind).isEmpty()) {
        store.writeText(ArtifactId.of(key, kind), text(dress, kind));
      }
    }
    saveDress(key, dress, true);
  }

  private static String text(DalleDress dress, ArtifactKind kind) {
    Prompts prompts = dress.words().prompts();
    return switch (kind) {
      case DATA -> prompts.data();
      case TITLE -> prompts.title();
      case TERSE -> prompts.terse();
      case PROMPT -> prompts.base();
      case ENHANCED -> prompts.enhanced();
      default -> throw new IllegalArgumentException("not a text: " + kind);
    };
  }

  void saveEnhanced(PictureKey key, DalleDress dress) throws IOException {
    store.writeText(ArtifactId.of(key, ArtifactKind.ENHANCED), dress.words().prompts().enhanced());
    saveDress(key, dress, true);
  }

  /** Deletes the enhanced prompt of an earlier run, when a new one starts from nothing. */
  void deleteEnhanced(PictureKey key) throws IOException {
    store.delete(ArtifactId.of(key, ArtifactKind.ENHANCED));
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
    Instant made = modifiedAt(ArtifactKind.PROMPT, key).orElse(Instant.EPOCH);
    Instant enhanced = modifiedAt(ArtifactKind.ENHANCED, key).orElse(made);
    return enhanced.isAfter(made) ? enhanced : made;
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
  DalleDress savePicture(PictureKey key, DalleDress dress, byte[] png, PictureFacts.Origin origin)
      throws IOException {
    ArtifactId id = ArtifactId.of(key, ArtifactKind.GENERATED);
    store.write(id, png);
    DalleDress withPicture = dress.withPicture(id.path(), origin);
    saveDress(key, withPicture, true);
    return withPicture;
  }

  /**
   * Stores the files that make the picture complete. The annotated file is written after the dress,
   * since it shows that the run is finished, and before the thumbnail, which counts only when it
   * bears the annotated file's time.
   */
  DalleDress saveAnnotated(PictureKey key, DalleDress dress, AnnotatedImage image)
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
    saveDress(key, complete, false);
    store.write(id, image.png());
    saveThumbnail(key, image.thumbnail());
    return complete;
  }

  private void saveThumbnail(PictureKey key, byte[] jpeg) throws IOException {
    Optional<Instant> painted = modifiedAt(ArtifactKind.ANNOTATED, key);
    ArtifactId id = ArtifactId.of(key, ArtifactKind.THUMBNAIL);
    store.write(id, jpeg);
    if (painted.isPresent()) {
      store.setModifiedAt(id, painted.get());
    }
  }

  /**
   * Stores how long the phases took. The picture is stored already, so a failure is only logged and
   * does not fail the run.
   */
  void saveTimes(PictureKey key, DalleDress dress) {
    try {
      saveDress(key, dress, false);
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
    Optional<Instant> storedAt = modifiedAt(ArtifactKind.GENERATED, key);
    return receivedAt.isPresent()
        && (storedAt.isEmpty() || receivedAt.get().isAfter(storedAt.get()));
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

  /**
   * Stores the facts of a picture. The words in a stored dress are never written again, whichever
   * program wrote them: only facts are added to it. A dress that another program wrote is not
   * touched at all as long as the picture beside it is the one that it was made for; one that
   * cannot be read is set aside before another takes its place.
   *
   * @param changed whether the run has made a prompt or a picture, so that the stored facts are
   *     those of something else
   */
  private void saveDress(PictureKey key, DalleDress dress, boolean changed) throws IOException {
    ArtifactId id = ArtifactId.of(key, ArtifactKind.SELECTOR);
    Optional<DressReader> stored = readDress(key);
    if (stored.isPresent()) {
      if (changed || stored.get().isOfThisServer()) {
        store.write(id, JSON.writeValueAsBytes(stored.get().withFacts(dress)));
      }
      return;
    }
    Optional<StoredArtifact> unreadable = store.find(id);
    if (unreadable.isPresent() && !changed) {
      return;
    }
    if (unreadable.isPresent() && unreadable.get().size() > 0) {
      LOG.warn(
          "archive event=unreadable_dress file={} moved_to={}",
          id.path(),
          store.setAside(unreadable.get(), clock.millis()).orElse("nowhere: it is gone"));
    }
    store.write(id, JSON.writeValueAsBytes(dress));
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
