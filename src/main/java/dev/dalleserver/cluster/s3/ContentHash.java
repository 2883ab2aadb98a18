package dev.dalleserver.cluster.s3;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The hash by which an object is named, SHA-256 in hexadecimal digits. */
final class ContentHash {
  private ContentHash() {}

  static MessageDigest sha256() {
    return digest("SHA-256");
  }

  static String text(byte[] digest) {
    return HexFormat.of().formatHex(digest);
  }

  static String of(byte[] content) {
    return text(sha256().digest(content));
  }

  /** Returns the checksum that all stores understand. */
  static byte[] md5(byte[] content) {
    return digest("MD5").digest(content);
  }

  static MessageDigest digest(String algorithm) {
    try {
      return MessageDigest.getInstance(algorithm);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java has " + algorithm, e);
    }
  }

  /**
   * Returns the name of the object with some content of an artifact.
   *
   * @param path of the artifact
   */
  static String object(String path, String hash) {
    int dot = path.lastIndexOf('.');
    return path.substring(0, dot) + "-" + hash + path.substring(dot);
  }
}
