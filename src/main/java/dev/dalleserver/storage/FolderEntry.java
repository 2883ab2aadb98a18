package dev.dalleserver.storage;

import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;

/**
 * A directory entry with its attributes; links are not followed.
 *
 * @param fileName the last part of its path; some names on disk are not valid text, so only this
 *     path finds the file
 * @param bytes its length; meaningful for files only
 * @param modifiedAt when its content last changed
 */
public record FolderEntry(Path fileName, Kind kind, long bytes, Instant modifiedAt) {
  /** The kind of an entry. */
  public enum Kind {
    FILE("a regular file"),
    FOLDER("a folder"),
    LINK("a symbolic link"),
    /** A pipe, a socket or a device: opening one may block without end, or have effects. */
    OTHER("a pipe, a socket or a device");

    private final String text;

    Kind(String text) {
      this.text = text;
    }

    /** Returns the kind as words for messages, with an article. */
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

  /** Returns the name as text. */
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
