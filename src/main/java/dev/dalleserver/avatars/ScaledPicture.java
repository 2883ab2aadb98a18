package dev.dalleserver.avatars;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A picture that was made smaller.
 *
 * @param bytes the encoded picture; must not be changed
 * @param tag a short text that differs when the bytes do
 */
@SuppressWarnings("ArrayRecordComponent") // Not compared.
public record ScaledPicture(byte[] bytes, String tag) {
  private static final int TAG_BYTES = 12;

  /** The length of a tag that {@link #of} makes. */
  static final int TAG_LENGTH = 2 * TAG_BYTES;

  /** Returns encoded bytes with the tag that belongs to them. */
  public static ScaledPicture of(byte[] bytes) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
      return new ScaledPicture(bytes, HexFormat.of().formatHex(hash, 0, TAG_BYTES));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** Returns a text in UTF-8 with the tag that belongs to it. */
  public static ScaledPicture of(String text) {
    return of(text.getBytes(StandardCharsets.UTF_8));
  }
}
