package dev.dalleserver.gallery;

import dev.dalleserver.picture.ArtifactId;
import dev.dalleserver.picture.ArtifactKind;
import dev.dalleserver.picture.PictureKey;
import dev.dalleserver.storage.ArtifactStore;
import dev.dalleserver.storage.PngFile;
import dev.dalleserver.storage.StoredArtifact;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Reads a picture's files into an index entry. */
final class PictureReader {
  private final ArtifactStore store;
  private final Vocabulary vocabulary;

  /** Set once, before pictures are asked for. */
  private volatile WordsSource words = WordsSource.NONE;

  PictureReader(ArtifactStore store, Vocabulary vocabulary) {
    this.store = store;
    this.vocabulary = vocabulary;
  }

  void setWords(WordsSource source) {
    words = source;
  }

  /**
   * Reads the index entry of a picture, or returns the known one when the files have not changed.
   *
   * @param known the entry that was read before
   * @return null when the picture does not exist or is not whole
   */
  @Nullable IndexEntry read(String series, String address, @Nullable IndexEntry known) {
    PictureKey key = PictureKey.parse(series, address);
    try {
      Optional<StoredArtifact> found = store.find(ArtifactId.of(key, ArtifactKind.ANNOTATED));
      if (found.isEmpty()) {
        return null;
      }
      StoredArtifact picture = found.get();
      long modified = nanos(picture);
      ArtifactId selector = ArtifactId.of(key, ArtifactKind.SELECTOR);
      long selectorNanos = modifiedNanos(selector).orElse(0L);
      if (known != null && known.isUnchanged(modified, picture.size(), selectorNanos)) {
        return known;
      }
      Optional<PngFile> png = PngFile.read(store, picture.id());
      if (png.isEmpty()) {
        return null;
      }
      SelectorFacts facts = SelectorFacts.read(store, key, words);
      ArtifactId generated = ArtifactId.of(key, ArtifactKind.GENERATED);
      StoredImage image =
          new StoredImage(
              new ImagePosition(modified, series, address),
              facts.title(),
              modifiedNanos(generated).orElse(modified),
              png.get().width(),
              png.get().height(),
              picture.size(),
              facts.rgb());
      return new IndexEntry(image, selectorNanos, vocabulary.encode(facts.texts()));
    } catch (IOException e) {
      // Removed meanwhile, or not readable for the server.
      return null;
    }
  }

  private Optional<Long> modifiedNanos(ArtifactId id) throws IOException {
    return store.find(id).map(PictureReader::nanos);
  }

  private static long nanos(StoredArtifact artifact) {
    return TimeUnit.NANOSECONDS.convert(Duration.between(Instant.EPOCH, artifact.modifiedAt()));
  }
}
