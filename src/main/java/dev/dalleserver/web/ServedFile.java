package dev.dalleserver.web;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.eclipse.jetty.http.DateGenerator;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.PreEncodedHttpField;

/**
 * A stored file as it was at one moment, with what every answer says about it. Files are only ever
 * replaced whole by a rename, so inode, size and time of change tell one content from another
 * without reading it.
 */
final class ServedFile {
  private static final Map<String, HttpField> TYPES =
      Map.of(
          "png", Representation.type("image/png"),
          "jpg", Representation.type("image/jpeg"),
          "json", Representation.type("application/json"),
          "txt", Representation.type("text/plain;charset=utf-8"));
  private static final HttpField OTHER_TYPE = Representation.type("application/octet-stream");

  private final Path path;
  private final Opener opener;
  private final long size;
  private final Instant modified;
  private final Object inode;
  private final Representation representation;

  /** How a stored file is opened. */
  interface Opener {
    FileChannel open(Path path) throws IOException;
  }

  ServedFile(Path path, BasicFileAttributes attributes, Opener opener) {
    this.path = path;
    this.opener = opener;
    this.size = attributes.size();
    this.modified = attributes.lastModifiedTime().toInstant();
    this.inode = inode(attributes);
    String name = String.valueOf(path.getFileName());
    this.representation =
        Representation.of(
            size,
            TYPES.getOrDefault(name.substring(name.lastIndexOf('.') + 1), OTHER_TYPE),
            tag(attributes),
            new Representation.Modified(
                modified.getEpochSecond(),
                new PreEncodedHttpField(
                    HttpHeader.LAST_MODIFIED, DateGenerator.formatDate(modified))));
  }

  /** True when what is on disk with these attributes is still this content. */
  boolean isStill(BasicFileAttributes attributes) {
    return attributes.isRegularFile()
        && attributes.size() == size
        && attributes.lastModifiedTime().toInstant().equals(modified)
        && inode(attributes).equals(inode);
  }

  /**
   * Opens it.
   *
   * @throws NoSuchFileException when it is gone
   * @throws ReplacedException when there is another under its name by now
   */
  FileChannel open() throws IOException {
    FileChannel opened = opener.open(path);
    boolean still = false;
    try {
      // Looked at only now: had it been replaced before the opening, it would show.
      still =
          isStill(Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS));
    } finally {
      if (!still) {
        opened.close();
      }
    }
    if (!still) {
      throw new ReplacedException(path.getFileName());
    }
    return opened;
  }

  /** There is another file under the name than the one that was found. */
  static final class ReplacedException extends IOException {
    private static final long serialVersionUID = 1L;

    private ReplacedException(Path name) {
      super(name + " has been replaced");
    }
  }

  Path path() {
    return path;
  }

  /** In bytes. */
  long size() {
    return size;
  }

  /** What answers say of it. */
  Representation representation() {
    return representation;
  }

  /** Where a file system knows no inodes, size and time have to do. */
  private static Object inode(BasicFileAttributes attributes) {
    return Objects.requireNonNullElse(attributes.fileKey(), "");
  }

  private static String tag(BasicFileAttributes attributes) {
    Instant modified = attributes.lastModifiedTime().toInstant();
    long nanos = modified.getEpochSecond() * 1_000_000_000L + modified.getNano();
    return '"'
        + Long.toHexString(nanos)
        + "."
        + Long.toHexString(attributes.size())
        + "."
        + Integer.toHexString(inode(attributes).hashCode())
        + '"';
  }
}
