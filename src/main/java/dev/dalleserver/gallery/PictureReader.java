package dev.dalleserver.gallery;

import dev.dalleserver.picture.ArtifactKind;
import dev.dalleserver.storage.FileStore;
import dev.dalleserver.storage.PngFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Reads a picture's files into an index entry. */
final class PictureReader {
  private final FileStore store;
  private final Vocabulary vocabulary;

  PictureReader(FileStore store, Vocabulary vocabulary) {
    this.store = store;
    this.vocabulary = vocabulary;
  }

  /**
   * Reads the index entry of a picture, or returns the known one when the files have not changed.
   *
   * @param known the entry that was read before
   * @return null when the picture does not exist or is not whole
   */
  @Nullable IndexEntry read(String series, String address, @Nullable IndexEntry known) {
    Path picture = store.layout().artifact(ArtifactKind.ANNOTATED, series, address);
    Path selector = store.layout().artifact(ArtifactKind.SELECTOR, series, address);
    try {
      if (!store.exists(picture)) {
        return null;
      }
      BasicFileAttributes attributes = attributes(picture);
      long modified = nanos(attributes);
      long selectorNanos = modifiedNanos(selector).orElse(0L);
      if (known != null && known.isUnchanged(modified, attributes.size(), selectorNanos)) {
        return known;
      }
      Optional<PngFile> png = PngFile.read(store, picture);
      if (png.isEmpty()) {
        return null;
      }
      SelectorFacts facts =
          selectorNanos == 0 ? SelectorFacts.UNKNOWN : SelectorFacts.read(store, selector);
      Path generated = store.layout().artifact(ArtifactKind.GENERATED, series, address);
      StoredImage image =
          new StoredImage(
              new ImagePosition(modified, series, address),
              facts.title(),
              modifiedNanos(generated).orElse(modified),
              png.get().width(),
              png.get().height(),
              attributes.size(),
              facts.rgb());
      return new IndexEntry(image, selectorNanos, vocabulary.encode(facts.texts()));
    } catch (IOException e) {
      // Removed meanwhile, or not readable for the server.
      return null;
    }
  }

  private Optional<Long> modifiedNanos(Path file) throws IOException {
    return store.exists(file) ? Optional.of(nanos(attributes(file))) : Optional.empty();
  }

  private static BasicFileAttributes attributes(Path file) throws IOException {
    return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
  }

  private static long nanos(BasicFileAttributes attributes) {
    return attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS);
  }
}
