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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Reads what the files of a picture say about it. */
public final class PictureReader {
  private final ArtifactStore store;

  /** Set once, before pictures are asked for. */
  private volatile WordsSource words = WordsSource.NONE;

  /**
   * @param store in which a picture is whole or not at all
   */
  public PictureReader(ArtifactStore store) {
    this.store = store;
  }

  /** Takes the words of pictures whose files have none from that source. */
  public void setWords(WordsSource source) {
    words = source;
  }

  /**
   * Times and size of a picture's files: the same ones suggest that they have not changed.
   *
   * @param modifiedNanos when the annotated picture was last written
   * @param bytes of the annotated picture
   * @param selectorNanos when the dress was last written, 0 when there is none
   * @param hidden whether there is the mark that hides it
   */
  record Stamp(long modifiedNanos, long bytes, long selectorNanos, boolean hidden) {}

  /**
   * A picture as its files show it.
   *
   * @param texts what a search looks through
   */
  public record Reading(StoredImage image, List<String> texts) {
    public Reading {
      texts = List.copyOf(texts);
    }
  }

  /** Returns the stamp of a picture; empty when it is not stored. */
  Optional<Stamp> stamp(PictureKey key) throws IOException {
    ArtifactId annotated = ArtifactId.of(key, ArtifactKind.ANNOTATED);
    ArtifactId selector = ArtifactId.of(key, ArtifactKind.SELECTOR);
    ArtifactId hidden = ArtifactId.of(key, ArtifactKind.HIDDEN);
    Map<ArtifactId, StoredArtifact> found = store.findAll(List.of(annotated, selector, hidden));
    return Optional.ofNullable(found.get(annotated))
        .map(
            picture ->
                new Stamp(
                    nanos(picture),
                    picture.size(),
                    Optional.ofNullable(found.get(selector)).map(PictureReader::nanos).orElse(0L),
                    found.containsKey(hidden)));
  }

  /**
   * Reads a picture.
   *
   * @return empty when it is not stored, or not whole
   */
  public Optional<Reading> read(PictureKey key) throws IOException {
    Optional<Stamp> stamp = stamp(key);
    return stamp.isEmpty() ? Optional.empty() : read(key, stamp.get());
  }

  /** Reads a picture that has this stamp. */
  Optional<Reading> read(PictureKey key, Stamp stamp) throws IOException {
    Optional<PngFile> png = PngFile.read(store, ArtifactId.of(key, ArtifactKind.ANNOTATED));
    if (png.isEmpty()) {
      return Optional.empty();
    }
    SelectorFacts facts = SelectorFacts.read(store, key, stamp.selectorNanos() != 0, words);
    ArtifactId generated = ArtifactId.of(key, ArtifactKind.GENERATED);
    return Optional.of(
        new Reading(
            new StoredImage(
                new ImagePosition(stamp.modifiedNanos(), key.seriesText(), key.addressText()),
                facts.title(),
                modifiedNanos(generated).orElse(stamp.modifiedNanos()),
                png.get().width(),
                png.get().height(),
                stamp.bytes(),
                facts.rgb(),
                stamp.hidden()),
            facts.texts()));
  }

  private Optional<Long> modifiedNanos(ArtifactId id) throws IOException {
    return store.find(id).map(PictureReader::nanos);
  }

  private static long nanos(StoredArtifact artifact) {
    return TimeUnit.NANOSECONDS.convert(Duration.between(Instant.EPOCH, artifact.modifiedAt()));
  }
}
