package dev.dalleserver.pictures;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.dalleserver.dress.DalleDress;
import dev.dalleserver.picture.ArtifactKind;
import dev.dalleserver.picture.PictureKey;
import dev.dalleserver.picture.ReceivedName;
import dev.dalleserver.storage.FileStore;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The artifacts of pictures on disk: what is stored here is not made again. */
public final class PictureArtifacts {
  private static final Logger LOG = LoggerFactory.getLogger(PictureArtifacts.class);
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Bytes of the largest picture of 16 megapixels, uncompressed, with its caption. */
  private static final long MAX_PICTURE_BYTES = 96L << 20;

  private final FileStore store;
  private final Clock clock;
  private final ReceivedPictures received;

  /**
   * @param received keeps pictures until they are stored here
   */
  public PictureArtifacts(FileStore store, ReceivedPictures received, Clock clock) {
    this.store = store;
    this.received = received;
    this.clock = clock;
  }

  /**
   * Loads the dress as far as it was made. An enhanced prompt counts from the moment its own file
   * is stored, even when a crash kept it out of the dress.
   *
   * @return empty when there is none, or one that cannot be parsed; the dress is then made again
   */
  Optional<DalleDress> load(PictureKey key) throws IOException {
    Optional<DalleDress> dress = store.read(path(ArtifactKind.SELECTOR, key)).flatMap(this::parse);
    if (dress.isEmpty() || !dress.get().enhancedPrompt().isBlank()) {
      return dress;
    }
    return store
        .readText(path(ArtifactKind.ENHANCED, key))
        .filter(text -> !text.isBlank())
        .map(dress.get()::withEnhancedPrompt)
        .or(() -> dress);
  }

  void saveTexts(PictureKey key, DalleDress dress) throws IOException {
    store.writeText(path(ArtifactKind.DATA, key), dress.dataPrompt());
    store.writeText(path(ArtifactKind.TITLE, key), dress.titlePrompt());
    store.writeText(path(ArtifactKind.TERSE, key), dress.tersePrompt());
    store.writeText(path(ArtifactKind.PROMPT, key), dress.prompt());
    saveDress(key, dress);
  }

  void saveEnhanced(PictureKey key, DalleDress dress) throws IOException {
    store.writeText(path(ArtifactKind.ENHANCED, key), dress.enhancedPrompt());
    saveDress(key, dress);
  }

  /** Deletes the enhanced prompt of an earlier run, when a new one starts from nothing. */
  void deleteEnhanced(PictureKey key) throws IOException {
    store.delete(path(ArtifactKind.ENHANCED, key));
  }

  /**
   * Loads the picture as the provider sent it, when it is stored.
   *
   * @throws IOException when it cannot be read, or is larger than any picture of this server
   */
  Optional<byte[]> loadPicture(PictureKey key) throws IOException {
    Path path = path(ArtifactKind.GENERATED, key);
    requirePlausibleSize(store, path);
    return store.read(path);
  }

  /**
   * Returns a picture on disk without reading it, so that its reader can reserve memory for it
   * first.
   */
  static EncodedPicture lazyPicture(FileStore store, Path path) throws IOException {
    long size = requirePlausibleSize(store, path);
    return new EncodedPicture() {
      @Override
      public long size() {
        return size;
      }

      @Override
      public InputStream open() throws IOException {
        return new BufferedInputStream(Channels.newInputStream(store.open(path)));
      }
    };
  }

  private static long requirePlausibleSize(FileStore store, Path path) throws IOException {
    long size = store.size(path);
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
    if (dress.createdAt() > 0) {
      return Instant.ofEpochSecond(dress.createdAt());
    }
    return store.modifiedAt(path(ArtifactKind.GENERATED, key)).orElseGet(clock::instant);
  }

  /**
   * Checks, before anything is paid for, that the files of the picture can be stored.
   *
   * @throws IOException when they cannot, for instance since a folder on the path is a link
   */
  void requireStorable(PictureKey key) throws IOException {
    for (ArtifactKind kind : ArtifactKind.values()) {
      store.requireStorable(path(kind, key));
    }
  }

  /** Stores the picture before anything else: it may have been paid for. */
  DalleDress savePicture(PictureKey key, DalleDress dress, byte[] png, DalleDress.Origin origin)
      throws IOException {
    Path path = path(ArtifactKind.GENERATED, key);
    store.write(path, png);
    DalleDress withPicture = dress.withPicture(store.layout().relative(path), origin);
    saveDress(key, withPicture);
    return withPicture;
  }

  /**
   * Stores the files that make the picture complete. The annotated file is written after the dress,
   * since it shows that the run is finished, and before the thumbnail, which counts only when it is
   * not older than the annotated file.
   */
  DalleDress saveAnnotated(PictureKey key, DalleDress dress, AnnotatedImage image)
      throws IOException {
    Path path = path(ArtifactKind.ANNOTATED, key);
    DalleDress complete =
        dress.withAnnotated(
            new DalleDress.AnnotatedFile(
                store.layout().relative(path),
                image.png().length,
                clock.instant().getEpochSecond(),
                image.size().width(),
                image.size().height(),
                image.color()));
    saveDress(key, complete);
    store.write(path, image.png());
    store.write(path(ArtifactKind.THUMBNAIL, key), image.thumbnail());
    return complete;
  }

  /**
   * Stores how long the phases took. The picture is stored already, so a failure is only logged and
   * does not fail the run.
   */
  void saveTimes(PictureKey key, DalleDress dress) {
    try {
      saveDress(key, dress);
    } catch (IOException e) {
      LOG.warn("archive run={} event=times_not_saved reason=\"{}\"", key, describe(e));
    }
  }

  boolean hasAnnotated(PictureKey key) {
    return store.exists(path(ArtifactKind.ANNOTATED, key));
  }

  /** Returns true when a picture was received that is not stored yet. */
  boolean hasReceived(PictureKey key) {
    return received.find(ReceivedName.of(key)).isPresent();
  }

  /** Returns true when a picture was received after the stored one was, or while none is stored. */
  boolean hasNewerReceived(PictureKey key) throws IOException {
    Optional<Instant> receivedAt =
        received.find(ReceivedName.of(key)).map(ReceivedPictures.Received::receivedAt);
    Optional<Instant> storedAt = store.modifiedAt(path(ArtifactKind.GENERATED, key));
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
    return store.exists(path(ArtifactKind.GENERATED, key));
  }

  /**
   * Removes the annotated picture and its thumbnail.
   *
   * @return false when there was no picture
   */
  boolean removeAnnotated(PictureKey key) throws IOException {
    boolean removed = store.delete(path(ArtifactKind.ANNOTATED, key));
    store.delete(path(ArtifactKind.THUMBNAIL, key));
    return removed;
  }

  /**
   * Returns the dress of a stored picture of any origin: fills in the facts of its files where the
   * stored dress lacks them.
   */
  DalleDress withFileFacts(PictureKey key, DalleDress dress) throws IOException {
    Path path = path(ArtifactKind.ANNOTATED, key);
    if (dress.completed()) {
      return dress;
    }
    return dress.withAnnotated(
        new DalleDress.AnnotatedFile(
            store.layout().relative(path),
            store.size(path),
            store.modifiedAt(path).orElse(Instant.EPOCH).getEpochSecond(),
            0,
            0,
            ""));
  }

  /** Returns where the annotated picture is or will be. */
  Path annotatedPath(PictureKey key) {
    return path(ArtifactKind.ANNOTATED, key);
  }

  /** Describes an error of the disk without an absolute path. */
  String describe(IOException fault) {
    return store.describe(fault);
  }

  private void saveDress(PictureKey key, DalleDress dress) throws IOException {
    store.write(path(ArtifactKind.SELECTOR, key), JSON.writeValueAsBytes(dress));
  }

  private Optional<DalleDress> parse(byte[] bytes) {
    try {
      DalleDress dress = JSON.readValue(bytes, DalleDress.class);
      return Optional.ofNullable(dress).filter(DalleDress::hasValidMembers);
    } catch (JacksonException e) {
      LOG.warn("archive event=unreadable_dress reason=\"{}\"", e.getOriginalMessage());
      return Optional.empty();
    } catch (IOException e) {
      throw new IllegalStateException("reading from memory does not fail", e);
    }
  }

  private Path path(ArtifactKind kind, PictureKey key) {
    return store.layout().artifact(kind, key.seriesText(), key.addressText());
  }
}
