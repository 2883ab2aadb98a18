package dev.dalleserver.web.files;

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
 * A stored file as it was at one moment, with the headers that describe it. Files are only ever
 * replaced whole by a rename, so inode, size and modification time distinguish contents without
 * reading them.
 */
public final class ServedFile {
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

  /** Opens stored files. */
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

  /** Returns true when the file on disk, which has these attributes, still has this content. */
  boolean isUnchanged(BasicFileAttributes attributes) {
    return attributes.isRegularFile()
        && attributes.size() == size
        && attributes.lastModifiedTime().toInstant().equals(modified)
        && inode(attributes).equals(inode);
  }

  /**
   * Opens the file.
   *
   * @throws NoSuchFileException when the file does not exist any more
   * @throws ReplacedException when another file has its name now
   */
  FileChannel open() throws IOException {
    FileChannel opened = opener.open(path);
    boolean unchanged = false;
    try {
      // Checked only after opening, so that a replacement before the opening is detected.
      unchanged =
          isUnchanged(
              Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS));
    } finally {
      if (!unchanged) {
        opened.close();
      }
    }
    if (!unchanged) {
      throw new ReplacedException(path.getFileName());
    }
    return opened;
  }

  /** Another file has the name of the file that was found. */
  static final class ReplacedException extends IOException {
    private static final long serialVersionUID = 1L;

    private ReplacedException(Path name) {
      super(name + " has been replaced");
    }
  }

  Path path() {
    return path;
  }

  /** Returns the size in bytes. */
  long size() {
    return size;
  }

  /** Returns the headers that describe the file. */
  Representation representation() {
    return representation;
  }

  /** Returns the inode; on a file system without inodes only size and time identify a content. */
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
