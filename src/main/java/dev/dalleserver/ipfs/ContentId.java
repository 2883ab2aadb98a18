package dev.dalleserver.ipfs;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A content identifier of version 1 with SHA-256 (CIDv1): what a block is, and its hash.
 *
 * @param codec {@link #RAW} or {@link #NODE}
 * @param digest must not be changed
 * @see <a href="https://github.com/multiformats/cid">CID</a>
 */
@SuppressWarnings("ArrayRecordComponent") // Compared by its text.
public record ContentId(int codec, byte[] digest) {
  /** A block of bytes of a file. */
  public static final int RAW = 0x55;

  /** A block with links to others (dag-pb). */
  public static final int NODE = 0x70;

  /** The bytes of an identifier. */
  static final int LENGTH = 36;

  private static final String BASE32 = "abcdefghijklmnopqrstuvwxyz234567";
  private static final int VERSION = 1;
  private static final int SHA_256 = 0x12;
  private static final int DIGEST_LENGTH = 32;

  static MessageDigest newDigest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  static ContentId ofNode(byte[] block) {
    return new ContentId(NODE, newDigest().digest(block));
  }

  /** Returns the identifier in binary. */
  byte[] bytes() {
    return ByteBuffer.allocate(LENGTH)
        .put((byte) VERSION)
        .put((byte) codec)
        .put((byte) SHA_256)
        .put((byte) DIGEST_LENGTH)
        .put(digest)
        .array();
  }

  /** Returns the usual text: base32 in lower case, after the letter that says so. */
  public String text() {
    StringBuilder text = new StringBuilder("b");
    int buffer = 0;
    int bits = 0;
    for (byte next : bytes()) {
      buffer = (buffer << 8 | (next & 0xff)) & 0xffff;
      bits += 8;
      while (bits >= 5) {
        bits -= 5;
        text.append(BASE32.charAt(buffer >> bits & 31));
      }
    }
    if (bits > 0) {
      text.append(BASE32.charAt(buffer << (5 - bits) & 31));
    }
    return text.toString();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ContentId that
        && codec == that.codec
        && Arrays.equals(digest, that.digest);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(digest);
  }

  @Override
  public String toString() {
    return text();
  }
}
