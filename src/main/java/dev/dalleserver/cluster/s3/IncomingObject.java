package dev.dalleserver.cluster.s3;

import dev.dalleserver.storage.IncomingArtifact;
import dev.dalleserver.storage.StoredArtifact;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;

/** A picture that is being received into a file of the local disk, and then put into the bucket. */
final class IncomingObject extends IncomingArtifact {
  private final Path part;
  private final Keeper keeper;
  private final FileOutputStream file;
  private final MessageDigest hash = ContentHash.sha256();
  private final MessageDigest md5 = ContentHash.digest("MD5");
  private long size;

  /** Stores what was received whole. */
  interface Keeper {
    /**
     * Stores it; when this returns, no crash loses it.
     *
     * @param md5 of the content
     */
    StoredArtifact keep(Path file, long size, String hash, byte[] md5) throws IOException;
  }

  /** Creates the file, which must not exist. */
  IncomingObject(Path part, Keeper keeper) throws IOException {
    this.part = part;
    this.keeper = keeper;
    // The one stream of files that an interrupt does not close.
    this.file = new FileOutputStream(part.toFile());
  }

  @Override
  public void write(byte[] source, int offset, int length) throws IOException {
    file.write(source, offset, length);
    hash.update(source, offset, length);
    md5.update(source, offset, length);
    size += length;
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public StoredArtifact complete() throws IOException {
    file.close();
    return keeper.keep(part, size, ContentHash.text(hash.digest()), md5.digest());
  }

  @Override
  public void close() throws IOException {
    file.close();
    Files.deleteIfExists(part);
  }
}
