package dev.dalleserver.pictures;

import dev.dalleserver.picture.ArtifactId;
import dev.dalleserver.picture.ArtifactKind;
import dev.dalleserver.storage.ArtifactContent;
import dev.dalleserver.storage.ArtifactStore;
import dev.dalleserver.storage.StoredArtifact;
import dev.dalleserver.text.PlainReason;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.time.Clock;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells usable pictures from broken ones, by examining each version of a file once. A broken
 * picture is set aside; a broken thumbnail stays, since it is made again in its place.
 */
final class StoredPictureCheck {
  private static final Logger LOG = LoggerFactory.getLogger(StoredPictureCheck.class);

  /** The kinds of files that are examined. */
  static final Set<ArtifactKind> KINDS =
      EnumSet.of(ArtifactKind.GENERATED, ArtifactKind.ANNOTATED, ArtifactKind.THUMBNAIL);

  /** At most some twelve megabytes of memory, for a quarter of a million files. */
  private static final int MAX_REMEMBERED = 1 << 18;

  private static final int LOCKS = 64;
  private static final int JPEG_START = 0xffd8;
  private static final int JPEG_END = 0xffd9;

  private final ArtifactStore store;
  private final Annotator annotator;
  private final Clock clock;

  /** Fingerprints of versions that were examined; a collision among 2^64 skips an examination. */
  private final Set<Long> usable = ConcurrentHashMap.newKeySet();

  private final Set<Long> unusable = ConcurrentHashMap.newKeySet();

  /** Requests that come for one new picture together examine it once. */
  private final Object[] locks = IntStream.range(0, LOCKS).mapToObj(i -> new Object()).toArray();

  StoredPictureCheck(ArtifactStore store, Annotator annotator, Clock clock) {
    this.store = store;
    this.annotator = annotator;
    this.clock = clock;
  }

  /**
   * Returns true for any other file than a picture, for a picture that can be decoded, and for one
   * that cannot be read now: its reader reports that.
   */
  boolean isUsable(StoredArtifact found) {
    if (!(found.id() instanceof ArtifactId.Picture id) || !KINDS.contains(id.kind())) {
      return true;
    }
    long fingerprint = fingerprint(found);
    if (usable.contains(fingerprint)) {
      return true;
    }
    synchronized (locks[(int) (fingerprint & (LOCKS - 1))]) {
      if (usable.contains(fingerprint)) {
        return true;
      }
      if (unusable.contains(fingerprint)) {
        return false;
      }
      return examine(id, found, fingerprint);
    }
  }

  /** Remembers a picture that the server has just stored. */
  void noteUsable(StoredArtifact written) {
    remember(usable, fingerprint(written));
  }

  private boolean examine(ArtifactId.Picture id, StoredArtifact found, long fingerprint) {
    boolean good;
    try {
      good = id.kind() == ArtifactKind.THUMBNAIL ? isJpeg(found) : isGood(id, found);
    } catch (NoSuchFileException | StoredArtifact.ReplacedException e) {
      // The caller has found what is not there any more.
      return false;
    } catch (IOException e) {
      LOG.debug(
          "archive event=not_examined file={} reason=\"{}\"", id.path(), PlainReason.withFile(e));
      return true;
    }
    remember(good ? usable : unusable, fingerprint);
    if (!good && id.kind() != ArtifactKind.THUMBNAIL) {
      setAside(id, found);
    }
    return good;
  }

  private boolean isGood(ArtifactId.Picture id, StoredArtifact found) throws IOException {
    PictureCondition condition = annotator.examine(encoded(found));
    if (condition != PictureCondition.DAMAGED) {
      return condition == PictureCondition.WHOLE;
    }
    // A damaged picture that decodes stays, unless making it again costs nothing.
    return id.kind() == ArtifactKind.GENERATED || !hasGoodSource(id);
  }

  private boolean hasGoodSource(ArtifactId.Picture annotated) throws IOException {
    Optional<StoredArtifact> source =
        store.find(ArtifactId.of(annotated.key(), ArtifactKind.GENERATED));
    return source.isPresent()
        && annotator.examine(encoded(source.get())) != PictureCondition.BROKEN;
  }

  private void setAside(ArtifactId.Picture id, StoredArtifact found) {
    try {
      String place = store.setAside(found, clock.millis()).orElse("nowhere: it is gone");
      LOG.warn("archive event=broken_picture file={} moved_to={}", id.path(), place);
    } catch (IOException e) {
      LOG.warn(
          "archive event=broken_picture file={} reason=\"not moved: {}\"",
          id.path(),
          store.describe(e));
    }
  }

  /** A thumbnail costs nothing to make, so only its ends are read. */
  private static boolean isJpeg(StoredArtifact found) throws IOException {
    if (found.size() < 2 * Short.BYTES) {
      return false;
    }
    try (ArtifactContent content = found.open()) {
      return word(content, 0) == JPEG_START && word(content, found.size() - 2) == JPEG_END;
    }
  }

  private static int word(ArtifactContent content, long at) throws IOException {
    ByteBuffer two = ByteBuffer.allocate(Short.BYTES);
    while (two.hasRemaining()) {
      if (content.read(two, at + two.position()) < 0) {
        return -1;
      }
    }
    return two.flip().getShort() & 0xffff;
  }

  private static EncodedPicture encoded(StoredArtifact found) {
    return new EncodedPicture() {
      @Override
      public long size() {
        return found.size();
      }

      @Override
      public InputStream open() throws IOException {
        return new BufferedInputStream(found.open().stream());
      }
    };
  }

  private static void remember(Set<Long> set, long fingerprint) {
    if (set.size() >= MAX_REMEMBERED) {
      // What is asked for again is examined again.
      set.clear();
    }
    set.add(fingerprint);
  }

  private static long fingerprint(StoredArtifact found) {
    long hash = found.id().hashCode();
    String version = found.version();
    for (int i = 0; i < version.length(); i++) {
      // FNV-1a, whose 64 bits keep the versions of one picture apart.
      hash = (hash ^ version.charAt(i)) * 0x100000001b3L;
    }
    return hash ^ (hash >>> 32);
  }
}
