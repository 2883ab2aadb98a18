package dev.dalleserver.picture;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The kinds of files that the Go original keeps of a picture, and this server never makes. */
public enum OriginalKind {
  /** What was asked of the language model. */
  TECHNICAL("technical", "txt"),
  /** The prompt, read aloud. */
  AUDIO("audio", "mp3"),
  /** What is known of the picture, as JSON. */
  METADATA("metadata", "json");

  private final String folder;
  private final String extension;

  OriginalKind(String folder, String extension) {
    this.folder = folder;
    this.extension = extension;
  }

  public String folder() {
    return folder;
  }

  public String extension() {
    return extension;
  }

  /** Finds the kind whose files are in a folder of that name. */
  public static Optional<OriginalKind> ofFolder(String folder) {
    return Arrays.stream(values()).filter(kind -> kind.folder.equals(folder)).findFirst();
  }

  /**
   * Returns the ids that the file of a picture may have, the likeliest first: the original spells
   * addresses as its callers did.
   */
  public List<ArtifactId> ids(PictureKey key) {
    String digits = key.addressText().substring(2);
    return Stream.of(
            key.addressText(),
            key.address().checksummed(),
            "0x" + digits.toUpperCase(Locale.ROOT),
            "0X" + digits.toUpperCase(Locale.ROOT))
        .map(name -> id(key, name))
        .toList();
  }

  private ArtifactId id(PictureKey key, String name) {
    return new ArtifactId.Other(
        ArtifactId.seriesFolder(key.seriesText()) + "/" + folder + "/" + name + "." + extension);
  }
}
