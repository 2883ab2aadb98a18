package dev.dalleserver.picture;

/** The kinds of files that a picture has, each in its own folder below its series. */
public enum ArtifactKind {
  /** The attributes, one a line. */
  DATA("data", "txt"),
  /** A title of a few words. */
  TITLE("title", "txt"),
  /** One sentence. */
  TERSE("terse", "txt"),
  /** The base prompt. */
  PROMPT("prompt", "txt"),
  /** The enhancer's answer. */
  ENHANCED("enhanced", "txt"),
  /** The picture as the provider sent it. */
  GENERATED("generated", "png"),
  /** The picture with its caption. */
  ANNOTATED("annotated", "png"),
  /** The dress as JSON, the dalleDress. */
  SELECTOR("selector", "json"),
  /** A small JPEG of the annotated picture. */
  THUMBNAIL("thumbnail", "jpg");

  private final String folder;
  private final String extension;

  ArtifactKind(String folder, String extension) {
    this.folder = folder;
    this.extension = extension;
  }

  public String folder() {
    return folder;
  }

  public String extension() {
    return extension;
  }
}
