package dev.dalleserver.picture;

import java.util.Arrays;
import java.util.Optional;

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
}
