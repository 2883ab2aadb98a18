package dev.dalleserver.storage;

import dev.dalleserver.picture.ArtifactId;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.Objects;

/**
 * A file as it was at one moment. Files are only ever replaced whole by a rename, so inode, size
 * and modification time distinguish contents without reading them.
 */
final class LocalArtifact implements StoredArtifact {
  private final Opener opener;
  private final ArtifactId id;
  private final Path path;
  private final long size;
  private final Instant modifiedAt;
  private final Object inode;

  /** Opens files. */
  interface Opener {
    FileChannel open(Path path) throws IOException;
  }

  LocalArtifact(Opener opener, ArtifactId id, Path path, BasicFileAttributes attributes) {
    this.opener = opener;
    this.id = id;
    this.path = path;
    this.size = attributes.size();
    this.modifiedAt = attributes.lastModifiedTime().toInstant();
    this.inode = inode(attributes);
  }

  /** Reads the attributes of the file at {@code path} and gives it the identity {@code id}. */
  static LocalArtifact read(Opener opener, ArtifactId id, Path path) throws IOException {
    return new LocalArtifact(opener, id, path, attributes(path));
  }

  static BasicFileAttributes attributes(Path path) throws IOException {
    return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
  }

  /** Returns the same file under another path, to which it is being renamed. */
  LocalArtifact renamed(Path target) {
    return new LocalArtifact(opener, id, target, size, modifiedAt, inode);
  }

  private LocalArtifact(
      Opener opener, ArtifactId id, Path path, long size, Instant modifiedAt, Object inode) {
    this.opener = opener;
    this.id = id;
    this.path = path;
    this.size = size;
    this.modifiedAt = modifiedAt;
    this.inode = inode;
  }

  /** Returns true when the file on disk, which has these attributes, still has this content. */
  boolean isUnchanged(BasicFileAttributes attributes) {
    return attributes.isRegularFile()
        && attributes.size() == size
        && attributes.lastModifiedTime().toInstant().equals(modifiedAt)
        && inode(attributes).equals(inode);
  }

  @Override
  public ArtifactContent open() throws IOException {
    FileChannel opened = opener.open(path);
    boolean unchanged = false;
    try {
      // Checked only after opening, so that a replacement before the opening is detected.
      unchanged = isUnchanged(attributes(path));
    } finally {
      if (!unchanged) {
        opened.close();
      }
    }
    if (!unchanged) {
      throw new ReplacedException(id);
    }
    return ArtifactContent.of(opened);
  }

  Path path() {
    return path;
  }

  @Override
  public ArtifactId id() {
    return id;
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public Instant modifiedAt() {
    return modifiedAt;
  }

  @Override
  public String version() {
    long nanos = modifiedAt.getEpochSecond() * 1_000_000_000L + modifiedAt.getNano();
    return Long.toHexString(nanos)
        + "."
        + Long.toHexString(size)
        + "."
        + Integer.toHexString(inode.hashCode());
  }

  /** Returns the inode; on a file system without inodes only size and time identify a content. */
  private static Object inode(BasicFileAttributes attributes) {
    return Objects.requireNonNullElse(attributes.fileKey(), "");
  }
}
