package dev.dalleserver.web.files;

import dev.dalleserver.memory.MemoryBudget;
import dev.dalleserver.web.http.HeapSource;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.eclipse.jetty.http.HttpField;

/**
 * Content that was made in memory. It is reserved from the memory budget as long as a client reads
 * it.
 */
public final class MadeContent {
  private final byte[] bytes;
  private final Representation representation;

  private MadeContent(byte[] bytes, Representation representation) {
    this.bytes = bytes;
    this.representation = representation;
  }

  /**
   * @param bytes must not be changed
   * @param mediaType as in {@code Content-Type}
   * @param tag differs for each content under the same URL; without quotes
   */
  public static MadeContent of(byte[] bytes, String mediaType, String tag) {
    HttpField type = Representation.type(mediaType);
    return new MadeContent(bytes, Representation.of(bytes.length, type, '"' + tag + '"', null));
  }

  /** As {@link #of}, with a tag that is made of the bytes. */
  public static MadeContent hashed(byte[] bytes, String mediaType) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
      return of(bytes, mediaType, HexFormat.of().formatHex(hash, 0, ContentTags.TAG_BYTES));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  int size() {
    return bytes.length;
  }

  Representation representation() {
    return representation;
  }

  /**
   * @param reserved for all bytes; closed when they are sent
   */
  RangeSource.Content read(MemoryBudget.Reservation reserved) {
    return new RangeSource.Content() {
      @Override
      public ByteBuffer part(long from, long length) {
        int most = (int) Math.min(HeapSource.MAX_PIECE_BYTES, length);
        return ByteBuffer.wrap(bytes, (int) from, most).slice();
      }

      @Override
      public void release() {
        reserved.close();
      }
    };
  }
}
