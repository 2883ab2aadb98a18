package dev.dalleserver.web.files;

import dev.dalleserver.picture.ArtifactId;
import dev.dalleserver.picture.ArtifactKind;

/** The URLs under which stored files are served. */
public final class FileUrl {
  private static final String PREFIX = "/files";

  private FileUrl() {}

  /** Returns the URL of a file below {@code output/}. */
  public static String of(ArtifactId id) {
    return PREFIX + id.path().substring(ArtifactId.OUTPUT.length());
  }

  /** Returns the URL of a file of a picture. */
  public static String of(ArtifactKind kind, String series, String address) {
    return PREFIX + kind.path(series, address).substring(ArtifactId.OUTPUT.length());
  }
}
