package dev.dalleserver.painting.image;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * Writes pictures as PNG: eight bits a channel, no alpha, not interlaced. The same pixels give the
 * same bytes on every run.
 *
 * @see <a href="https://www.w3.org/TR/png-3/">Portable Network Graphics</a>
 */
public final class PngEncoder {
  private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
  private static final int TRUE_COLOR = 2;
  private static final int BYTES_PER_PIXEL = 3;
  private static final int CHUNK = 1 << 16;

  /** Painted texture gains little from longer searches: 6 saves 3 % and takes twice the time. */
  private static final int LEVEL = 4;

  private PngEncoder() {}

  /**
   * @param pixels {@code 0xRRGGBB}, row by row; the upper eight bits are ignored
   */
  public static byte[] encode(int[] pixels, int width, int height) {
    List<byte[]> parts = new ArrayList<>();
    parts.add(SIGNATURE);
    parts.add(chunk("IHDR", header(width, height)));
    addImageData(parts, pixels, width, height);
    parts.add(chunk("IEND", ByteBuffer.allocate(0)));
    return joined(parts);
  }

  /**
   * A chunk with its length and checksum.
   *
   * @param data read from 0 to its position
   */
  static byte[] chunk(String type, ByteBuffer data) {
    int length = data.position();
    ByteBuffer chunk = ByteBuffer.allocate(PngChunk.FRAME + length);
    chunk.putInt(length).put(type.getBytes(StandardCharsets.US_ASCII));
    chunk.put(data.array(), 0, length);
    CRC32 crc = new CRC32();
    // Type and data, without the length.
    crc.update(chunk.array(), Integer.BYTES, Integer.BYTES + length);
    return chunk.putInt((int) crc.getValue()).array();
  }

  /**
   * Joins the parts once, at the end: a growing array would be copied again and again, and be large
   * garbage.
   */
  private static byte[] joined(List<byte[]> parts) {
    ByteBuffer all = ByteBuffer.allocate(parts.stream().mapToInt(part -> part.length).sum());
    parts.forEach(all::put);
    return all.array();
  }

  /**
   * Width, height, eight bits, true colour, and three zeros: deflate, adaptive filters, no
   * interlace.
   */
  private static ByteBuffer header(int width, int height) {
    return ByteBuffer.allocate(13)
        .putInt(width)
        .putInt(height)
        .put((byte) 8)
        .put((byte) TRUE_COLOR)
        .put((byte) 0)
        .put((byte) 0)
        .put((byte) 0);
  }

  /** Filters row by row into the compressor, so that the raw picture is never held twice. */
  private static void addImageData(List<byte[]> parts, int[] pixels, int width, int height) {
    PngRowFilter filter = new PngRowFilter(width * BYTES_PER_PIXEL);
    // The filter reads the row above too, so two arrays take turns.
    byte[][] rows = new byte[2][width * BYTES_PER_PIXEL];
    Deflater deflater = new Deflater(LEVEL);
    ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
    try {
      for (int y = 0; y < height; y++) {
        byte[] row = rows[y % 2];
        unpack(pixels, y, row);
        deflater.setInput(filter.filter(row));
        drain(deflater, chunk, parts);
      }
      deflater.finish();
      while (!deflater.finished()) {
        drain(deflater, chunk, parts);
      }
      if (chunk.position() > 0) {
        parts.add(chunk("IDAT", chunk));
      }
    } finally {
      deflater.end();
    }
  }

  /** Takes the compressor's output so far, and ends a chunk whenever one is full. */
  private static void drain(Deflater deflater, ByteBuffer chunk, List<byte[]> parts) {
    int count;
    do {
      count = deflater.deflate(chunk.array(), chunk.position(), chunk.remaining());
      chunk.position(chunk.position() + count);
      if (!chunk.hasRemaining()) {
        parts.add(chunk("IDAT", chunk));
        chunk.clear();
      }
    } while (count > 0);
  }

  private static void unpack(int[] pixels, int y, byte[] row) {
    int start = y * row.length / BYTES_PER_PIXEL;
    for (int x = 0; x < row.length / BYTES_PER_PIXEL; x++) {
      int pixel = pixels[start + x];
      row[3 * x] = (byte) (pixel >> 16);
      row[3 * x + 1] = (byte) (pixel >> 8);
      row[3 * x + 2] = (byte) pixel;
    }
  }
}
