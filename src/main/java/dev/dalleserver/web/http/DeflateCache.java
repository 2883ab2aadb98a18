package dev.dalleserver.web.http;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;

/**
 * Caches the compressed forms of texts that differ in a few bytes from one answer to the next, such
 * as lists in an envelope with the id of the request. The part that stays the same is compressed
 * once; the rest is added to each answer without compression. Bounded in bytes. Thread-safe.
 */
final class DeflateCache {
  /** All remembered texts, each with its compressed form, take less than this. */
  private static final int MAX_BYTES = 4 << 20;

  private static final int MAX_TEXT_BYTES = 1 << 20;

  /** The beginning of a gzip file without a name and a time (RFC 1952). */
  static final byte[] HEADER = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 255};

  /** The end of a gzip file: the checksum and the length of its text. */
  static final int TRAILER_BYTES = 8;

  /** A block that is stored without compression begins with its type and its length, twice. */
  private static final int STORED_HEADER_BYTES = 5;

  /** From the least recently used; guarded by {@code this}. */
  private final Map<Long, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);

  /** Guarded by {@code this}, like the next. */
  private int bytes;

  private int compressions;

  /**
   * A remembered text.
   *
   * @param deflated complete blocks, of which none is the last
   */
  private record Entry(byte[] text, byte[] deflated) {
    int size() {
      return text.length + deflated.length;
    }
  }

  /**
   * Returns a gzip file of three texts.
   *
   * @param before shorter than 64 KiB, not compressed
   * @param text compressed, or taken from an earlier call
   * @param after shorter than 64 KiB, not compressed
   */
  byte[] gzip(byte[] before, byte[] text, byte[] after) {
    byte[] deflated = deflate(text);
    ByteBuffer file =
        ByteBuffer.allocate(
                HEADER.length
                    + 2 * STORED_HEADER_BYTES
                    + before.length
                    + deflated.length
                    + after.length
                    + TRAILER_BYTES)
            .order(ByteOrder.LITTLE_ENDIAN);
    CRC32 checksum = new CRC32();
    checksum.update(before);
    checksum.update(text);
    checksum.update(after);
    file.put(HEADER);
    putStored(file, before, false);
    file.put(deflated);
    putStored(file, after, true);
    file.putInt((int) checksum.getValue());
    file.putInt(before.length + text.length + after.length);
    return file.array();
  }

  private static void putStored(ByteBuffer file, byte[] text, boolean last) {
    file.put((byte) (last ? 1 : 0)).putShort((short) text.length).putShort((short) ~text.length);
    file.put(text);
  }

  private byte[] deflate(byte[] text) {
    long key = key(text);
    Entry known = find(key);
    if (known != null && Arrays.equals(known.text, text)) {
      return known.deflated;
    }
    byte[] deflated = compress(text);
    remember(key, new Entry(text, deflated));
    return deflated;
  }

  private static long key(byte[] text) {
    CRC32 checksum = new CRC32();
    checksum.update(text);
    return ((long) text.length << 32) | checksum.getValue();
  }

  private synchronized @Nullable Entry find(long key) {
    return entries.get(key);
  }

  private synchronized void remember(long key, Entry entry) {
    if (entry.text.length > MAX_TEXT_BYTES) {
      return;
    }
    compressions++;
    Entry old = entries.put(key, entry);
    bytes += entry.size() - (old == null ? 0 : old.size());
    var oldest = entries.values().iterator();
    while (bytes > MAX_BYTES) {
      bytes -= oldest.next().size();
      oldest.remove();
    }
  }

  /** Returns how many bytes all remembered texts take, with their compressed forms. */
  synchronized int rememberedBytes() {
    return bytes;
  }

  /** Returns how many texts that may be remembered were compressed. */
  synchronized int compressions() {
    return compressions;
  }

  private static byte[] compress(byte[] text) {
    Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
    try {
      deflater.setInput(text);
      ByteArrayOutputStream out = new ByteArrayOutputStream(text.length / 4 + 64);
      byte[] piece = new byte[8 * 1024];
      int length = piece.length;
      // A full piece may not have been the last one.
      while (length == piece.length) {
        length = deflater.deflate(piece, 0, piece.length, Deflater.SYNC_FLUSH);
        out.write(piece, 0, length);
      }
      return out.toByteArray();
    } finally {
      deflater.end();
    }
  }
}
