package dev.dalleserver.store;

import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;

/**
 * What lies under one name in a folder, looked at without following it.
 *
 * @param fileName the last part of its path; not every name on disk is text, so only this finds it
 * @param bytes its length; of use for files only
 * @param modifiedAt when its content last changed
 */
public record FolderEntry(Path fileName, Kind kind, long bytes, Instant modifiedAt) {
  /** What an entry is. */
  public enum Kind {
    FILE("a regular file"),
    FOLDER("a folder"),
    LINK("a symbolic link"),
    /** A pipe, a socket or a device: to open one may wait for ever, or do something. */
    OTHER("a pipe, a socket or a device");

    private final String text;

    Kind(String text) {
      this.text = text;
    }

    /** For messages, with an article. */
    public String text() {
      return text;
    }

    static Kind of(BasicFileAttributes attributes) {
      if (attributes.isRegularFile()) {
        return FILE;
      }
      if (attributes.isDirectory()) {
        return FOLDER;
      }
      return attributes.isSymbolicLink() ? LINK : OTHER;
    }
  }

  static FolderEntry of(Path fileName, BasicFileAttributes attributes) {
    return new FolderEntry(
        fileName,
        Kind.of(attributes),
        attributes.size(),
        attributes.lastModifiedTime().toInstant());
  }

  /** The name as text. */
  public String name() {
    return fileName.toString();
  }

  public boolean isFile() {
    return kind == Kind.FILE;
  }

  public boolean isFolder() {
    return kind == Kind.FOLDER;
  }
}
