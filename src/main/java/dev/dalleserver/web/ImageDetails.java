package dev.dalleserver.web;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.dalleserver.dress.DalleDress;
import dev.dalleserver.gallery.StoredImage;
import dev.dalleserver.picture.ArtifactId;
import dev.dalleserver.picture.ArtifactKind;
import dev.dalleserver.picture.PictureKey;
import dev.dalleserver.progress.Phase;
import dev.dalleserver.storage.ArtifactStore;
import dev.dalleserver.storage.StoredArtifact;
import dev.dalleserver.web.files.FileUrl;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All that is known of one picture.
 *
 * @param dalleDress an empty object when nothing readable is stored
 * @param phases of the run that made it; empty when none were recorded
 * @param files the stored files of it
 * @param technical what the Go original asked the language model; empty where it left none
 * @param audioUrl where the Go original's audio of it is; empty where there is none
 */
record ImageDetails(
    @JsonUnwrapped ImageJson image,
    Object dalleDress,
    List<PhaseTime> phases,
    List<StoredFile> files,
    String technical,
    String audioUrl) {
  /** How long one phase took. */
  record PhaseTime(String name, long durationMs, boolean skipped) {}

  /**
   * A stored file of the picture.
   *
   * @param name what it is, such as {@code prompt.txt}
   */
  record StoredFile(String name, String url, long bytes) {}

  /**
   * @param prefix the path in front of every path in links; empty for none
   */
  static ImageDetails of(
      StoredImage image, Optional<DalleDress> dress, ArtifactStore store, String prefix) {
    OriginalFiles original =
        new OriginalFiles(PictureKey.parse(image.series(), image.address()), store, prefix);
    List<StoredFile> files = files(image, store, prefix);
    files.addAll(original.files());
    return new ImageDetails(
        ImageJson.of(image, prefix),
        dress.<Object>map(found -> found).orElse(Map.of()),
        phases(dress.map(known -> known.run().phaseMillis()).orElse(Map.of())),
        files,
        original.technical(),
        original.audioUrl());
  }

  private static List<PhaseTime> phases(Map<String, Long> millis) {
    if (millis.isEmpty()) {
      return List.of();
    }
    return Phase.WORKING.stream()
        .map(Phase::text)
        .map(name -> new PhaseTime(name, millis.getOrDefault(name, 0L), !millis.containsKey(name)))
        .toList();
  }

  private static List<StoredFile> files(StoredImage image, ArtifactStore store, String prefix) {
    List<StoredFile> files = new ArrayList<>();
    PictureKey key = PictureKey.parse(image.series(), image.address());
    for (ArtifactKind kind : ArtifactKind.values()) {
      if (kind == ArtifactKind.HIDDEN) {
        continue;
      }
      find(store, ArtifactId.of(key, kind))
          .ifPresent(
              file ->
                  files.add(
                      new StoredFile(
                          kind.fileName(kind.folder()),
                          prefix + FileUrl.of(kind, image.series(), image.address()),
                          file.size())));
    }
    return files;
  }

  private static Optional<StoredArtifact> find(ArtifactStore store, ArtifactId id) {
    try {
      return store.find(id);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
