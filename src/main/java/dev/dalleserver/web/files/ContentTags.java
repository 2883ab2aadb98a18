package dev.dalleserver.web.files;

import dev.dalleserver.picture.ArtifactId;
import dev.dalleserver.storage.ArtifactContent;
import dev.dalleserver.storage.StoredArtifact;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * The strong tags of stored files: hashes of their bytes, so that a copy of a file, on this machine
 * or another, has the same tag. Each content is read once for that, at the first request for its
 * tag, and the tag is kept longer than the rest of what is known of the file.
 */
final class ContentTags {
  /** Maximum number of entries, of some 200 bytes each. */
  private static final int MAX_TAGS = 16_384;

  private static final int BUFFER_BYTES = 64 * 1024;

  /** Enough for two contents never to have the same one by accident. */
  static final int TAG_BYTES = 16;

  private final ConcurrentMap<Key, String> tags = new ConcurrentHashMap<>();

  /** One content of one artifact, as the store distinguishes them. */
  private record Key(ArtifactId id, String version) {}

  /**
   * Returns the tag, in its quotes.
   *
   * @throws IOException when the file cannot be read as it was found
   */
  String of(StoredArtifact artifact) throws IOException {
    Key key = new Key(artifact.id(), artifact.version());
    String known = tags.get(key);
    if (known == null) {
      known = read(artifact);
      if (tags.size() >= MAX_TAGS) {
        // All entries can be made again from the files.
        tags.clear();
      }
      tags.put(key, known);
    }
    return known;
  }

  private static String read(StoredArtifact artifact) throws IOException {
    MessageDigest digest = sha256();
    ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(BUFFER_BYTES, artifact.size() + 1));
    try (ArtifactContent content = artifact.open()) {
      for (long read = 0; read < artifact.size(); read += buffer.limit()) {
        buffer.clear().limit((int) Math.min(buffer.capacity(), artifact.size() - read));
        while (buffer.hasRemaining()) {
          if (content.read(buffer, read + buffer.position()) < 0) {
            throw new EOFException("the file has become shorter while it was read");
          }
        }
        digest.update(buffer.flip());
      }
    }
    return '"' + HexFormat.of().formatHex(digest.digest(), 0, TAG_BYTES) + '"';
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
