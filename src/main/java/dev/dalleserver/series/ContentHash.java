package dev.dalleserver.series;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * SHA-256 of a file's content, worked out when it is first asked for: before the compiler has
 * warmed up the hashes of all databases take as long as reading them, and few ever look at one.
 */
public final class ContentHash {
  private byte @Nullable [] content;
  private @Nullable String text;

  /**
   * @param content is kept until the hash is known
   */
  public ContentHash(byte[] content) {
    this.content = content.clone();
  }

  /** 64 digits of lower-case hex. */
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
