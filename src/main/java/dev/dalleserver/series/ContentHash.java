package dev.dalleserver.series;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The SHA-256 of a file's content, computed at its first use: before the JIT compiler has warmed
 * up, hashing all databases takes as long as reading them, and few hashes are ever used.
 */
public final class ContentHash {
  private byte @Nullable [] content;
  private @Nullable String text;

  /**
   * Creates the hash.
   *
   * @param content kept until the hash is computed
   */
  public ContentHash(byte[] content) {
    this.content = content.clone();
  }

  /** Returns 64 digits of lower-case hex. */
  public synchronized String text() {
    if (content != null) {
      text = HexFormat.of().formatHex(sha256().digest(content));
      content = null;
    }
    return String.valueOf(text);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
