package dev.dalleserver.exports;

import dev.dalleserver.ipfs.FileHash;
import dev.dalleserver.ipfs.Link;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.zip.CRC32;

/**
 * What is known of a file once it was read.
 *
 * @param checksum CRC-32
 * @param sha256 must not be changed
 */
@SuppressWarnings("ArrayRecordComponent") // Not compared.
record Measured(long size, int checksum, byte[] sha256, Link link) {
  static Measured of(FileContent content) throws IOException {
    CRC32 checksum = new CRC32();
    MessageDigest sha256 = newDigest();
    FileHash hash = new FileHash();
    long size = 0;
    for (ByteBuffer piece = content.next(); piece != null; piece = content.next()) {
      checksum.update(piece.duplicate());
      sha256.update(piece.duplicate());
      hash.update(piece);
      size += piece.remaining();
    }
    return new Measured(size, (int) checksum.getValue(), sha256.digest(), hash.end());
  }

  private static MessageDigest newDigest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
