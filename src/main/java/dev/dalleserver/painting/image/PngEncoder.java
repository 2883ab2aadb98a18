package dev.dalleserver.painting.image;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;

/**
 * Writes pictures as PNG: eight bits a channel, no alpha, not interlaced. The same pixels give the
 * same bytes on every run.
 *
 * @see <a href="https://www.w3.org/TR/png-3/">Portable Network Graphics</a>
 */
public final class PngEncoder {
  private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
  private static final int TRUE_COLOR = 2;

  private PngEncoder() {}

  /**
   * Returns a PNG, to which {@link PngExtension} can add rows.
   *
   * @param pixels {@code 0xRRGGBB}, row by row; the upper eight bits are ignored
   */
  public static byte[] encode(int[] pixels, int width, int height) {
    List<byte[]> parts = start(width, height);
    try (PngImageData data = new PngImageData(parts, width).begin()) {
      data.addRows(pixels, 0, height);
      data.end();
    }
    return end(parts);
  }

  /** Returns the parts of a file before its image data. */
  static List<byte[]> start(int width, int height) {
    List<byte[]> parts = new ArrayList<>();
    parts.add(SIGNATURE);
    parts.add(chunk(PngChunk.HEADER, header(width, height)));
    return parts;
  }

  /**
   * Ends a file. Joins the parts once: a growing array would be copied again and again, and be
   * large garbage.
   */
  static byte[] end(List<byte[]> parts) {
    parts.add(chunk(PngChunk.END, ByteBuffer.allocate(0)));
    ByteBuffer all = ByteBuffer.allocate(parts.stream().mapToInt(part -> part.length).sum());
    parts.forEach(all::put);
    return all.array();
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
   * Width, height, eight bits, true colour, and three zeros: deflate, adaptive filters, no
   * interlace.
   */
  static ByteBuffer header(int width, int height) {
    return ByteBuffer.allocate(13)
        .putInt(width)
        .putInt(height)
        .put((byte) 8)
        .put((byte) TRUE_COLOR)
        .put((byte) 0)
        .put((byte) 0)
        .put((byte) 0);
  }
}
