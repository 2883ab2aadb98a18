package dev.dalleserver.painting.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * A piece of a WebP file.
 *
 * @param type four letters, as a number
 * @param data little endian; not copied, treat as read-only
 * @param at where the type is in the file
 */
record WebpChunk(long type, ByteBuffer data, int at) {
  static final long LOSSY = 0x56503820;
  static final long LOSSLESS = 0x5650384c;
  static final long EXTENDED = 0x56503858;
  static final long ALPHA = 0x414c5048;
  static final long FRAME = 0x414e4d46;
  static final long PROFILE = 0x49434350;
  static final long EXIF = 0x45584946;

  /** Place, size, duration and flags, in front of the chunks of a frame. */
  static final int FRAME_HEADER = 16;

  /** {@code RIFF}, the size, {@code WEBP}. */
  static final int FILE_HEADER = 12;

  private static final int CHUNK_HEADER = 8;

  /** Returns the chunks of a file, or of a part of one; a cut one is the last, and shorter. */
  static List<WebpChunk> readAll(byte[] file, int from, int to) {
    List<WebpChunk> chunks = new ArrayList<>();
    ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    long at = from;
    while (at + CHUNK_HEADER <= to && chunks.size() < PictureOutline.MAX_PARTS) {
      long type = Integer.toUnsignedLong(Integer.reverseBytes(bytes.getInt((int) at)));
      long length = Integer.toUnsignedLong(bytes.getInt((int) at + 4));
      int start = (int) at + CHUNK_HEADER;
      int present = (int) Math.min(length, to - start);
      ByteBuffer data = bytes.slice(start, present).order(ByteOrder.LITTLE_ENDIAN);
      chunks.add(new WebpChunk(type, data, (int) at));
      at = start + length + (length & 1);
    }
    return chunks;
  }

  /** Returns a file that has nothing but this chunk, with other bytes in front of its data. */
  static byte[] fileOf(long type, byte[] before, ByteBuffer data) {
    int length = before.length + data.remaining();
    int padded = length + (length & 1);
    ByteBuffer file =
        ByteBuffer.allocate(FILE_HEADER + CHUNK_HEADER + padded).order(ByteOrder.LITTLE_ENDIAN);
    file.put(new byte[] {'R', 'I', 'F', 'F'}).putInt(4 + CHUNK_HEADER + padded);
    file.put(new byte[] {'W', 'E', 'B', 'P'}).putInt(Integer.reverseBytes((int) type));
    file.putInt(length).put(before).put(data.duplicate());
    return file.array();
  }

  /** Reads 24 bits. */
  int uint24(int index) {
    return Short.toUnsignedInt(data.getShort(index))
        | Byte.toUnsignedInt(data.get(index + 2)) << 16;
  }
}
