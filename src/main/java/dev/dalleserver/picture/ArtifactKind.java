package dev.dalleserver.picture;

import java.util.Arrays;
import java.util.Optional;

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
  THUMBNAIL("thumbnail", "jpg"),
  /** A mark: the picture is on no list. Its text is the time at which it was hidden. */
  HIDDEN("hidden", "txt");

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

  /** Finds the kind whose files are in a folder of that name. */
  public static Optional<ArtifactKind> ofFolder(String folder) {
    return Arrays.stream(values()).filter(kind -> kind.folder.equals(folder)).findFirst();
  }

  /** Returns the name that the file of a picture has in its folder. */
  public String fileName(String address) {
    return address + "." + extension;
  }

  /** Returns the path of the folder of this kind; the caller must have validated the name. */
  public String folderPath(String series) {
    return ArtifactId.seriesFolder(series) + "/" + folder;
  }

  /** Returns the path of the file of a picture; the caller must have validated both names. */
  public String path(String series, String address) {
    return folderPath(series) + "/" + fileName(address);
  }

  /**
   * Finds the picture that a file of this kind belongs to, however the name spells its address: the
   * original names files as its callers spelt them. Empty for any other file name.
   */
  public Optional<Address> address(String fileName) {
    int end = fileName.length() - extension.length() - 1;
    return end > 0 && fileName.charAt(end) == '.' && fileName.endsWith(extension)
        ? Address.find(fileName.substring(0, end))
        : Optional.empty();
  }
}
