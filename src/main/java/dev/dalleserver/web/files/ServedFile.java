package dev.dalleserver.web.files;

import dev.dalleserver.picture.ArtifactId;
import dev.dalleserver.storage.ArtifactContent;
import dev.dalleserver.storage.StoredArtifact;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.Map;
import org.eclipse.jetty.http.DateGenerator;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.jspecify.annotations.Nullable;

/** A stored file as it was at one moment, with the headers that describe it. */
public final class ServedFile {
  private static final Map<String, HttpField> TYPES =
      Map.of(
          "png", Representation.type("image/png"),
          "jpg", Representation.type("image/jpeg"),
          "jpeg", Representation.type("image/jpeg"),
          "mp3", Representation.type("audio/mpeg"),
          "json", Representation.type("application/json"),
          "txt", Representation.type("text/plain;charset=utf-8"));
  private static final HttpField OTHER_TYPE = Representation.type("application/octet-stream");

  private final StoredArtifact artifact;
  private final ContentTags tags;
  private volatile @Nullable Representation representation;

  ServedFile(StoredArtifact artifact, ContentTags tags) {
    this.artifact = artifact;
    this.tags = tags;
  }

  /**
   * Opens the file.
   *
   * @throws NoSuchFileException when the file does not exist any more
   * @throws StoredArtifact.ReplacedException when there is another content now
   */
  ArtifactContent open() throws IOException {
    return artifact.open();
  }

  ArtifactId id() {
    return artifact.id();
  }

  StoredArtifact artifact() {
    return artifact;
  }

  /** Returns the size in bytes. */
  long size() {
    return artifact.size();
  }

  /**
   * Returns the headers that describe the file. Threads that need them before they are known wait
   * for the one that reads the file.
   *
   * @throws IOException as {@link #open}
   */
  Representation representation() throws IOException {
    Representation known = representation;
    return known == null ? describe() : known;
  }

  private synchronized Representation describe() throws IOException {
    Representation known = representation;
    if (known == null) {
      String name = artifact.id().fileName();
      known =
          Representation.of(
              artifact.size(),
              TYPES.getOrDefault(name.substring(name.lastIndexOf('.') + 1), OTHER_TYPE),
              tags.of(artifact),
              new Representation.Modified(
                  artifact.modifiedAt().getEpochSecond(),
                  new PreEncodedHttpField(
                      HttpHeader.LAST_MODIFIED, DateGenerator.formatDate(artifact.modifiedAt()))));
      representation = known;
    }
    return known;
  }
}
