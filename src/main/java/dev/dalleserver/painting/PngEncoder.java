package dev.dalleserver.painting;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * Writes pictures as PNG: eight bits a channel, no alpha, not interlaced. The same pixels give the
 * same bytes on every run.
 *
 * @see <a href="https://www.w3.org/TR/png-3/">Portable Network Graphics</a>
 */
final class PngEncoder {
  private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
  private static final int TRUE_COLOR = 2;
  private static final int BYTES_PER_PIXEL = 3;
  private static final int CHUNK = 1 << 16;

  /** Painted texture gains little from longer searches: 6 saves 3 % and takes twice the time. */
  private static final int LEVEL = 4;

  private PngEncoder() {}

  /** Encodes the colours of {@code rgb}; an alpha channel is left out, not blended. */
  static byte[] encode(BufferedImage rgb) {
    int width = rgb.getWidth();
    int height = rgb.getHeight();
    return encode(rgb.getRGB(0, 0, width, height, null, 0, width), width, height);
  }

  /**
   * @param pixels {@code 0xRRGGBB}, row by row; the upper eight bits are ignored
   */
  static byte[] encode(int[] pixels, int width, int height) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(pixels.length);
    out.writeBytes(SIGNATURE);
    writeChunk(out, "IHDR", header(width, height));
    writeImageData(out, pixels, width, height);
    writeChunk(out, "IEND", ByteBuffer.allocate(0));
    return out.toByteArray();
  }

  /** Appends a chunk with its length and checksum; {@code data} is read from 0 to its position. */
  static void writeChunk(ByteArrayOutputStream out, String type, ByteBuffer data) {
    byte[] name = type.getBytes(StandardCharsets.US_ASCII);
    int length = data.position();
    CRC32 crc = new CRC32();
    crc.update(name);
    crc.update(data.array(), 0, length);
    out.writeBytes(ByteBuffer.allocate(4).putInt(length).array());
    out.writeBytes(name);
    out.write(data.array(), 0, length);
    out.writeBytes(ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
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
  private static void writeImageData(
      ByteArrayOutputStream out, int[] pixels, int width, int height) {
    PngRowFilter filter = new PngRowFilter(width * BYTES_PER_PIXEL);
    Deflater deflater = new Deflater(LEVEL);
    ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
    try {
      for (int y = 0; y < height; y++) {
        deflater.setInput(filter.filter(unpack(pixels, y, width)));
        drain(deflater, chunk, out);
      }
      deflater.finish();
      while (!deflater.finished()) {
        drain(deflater, chunk, out);
      }
      if (chunk.position() > 0) {
        writeChunk(out, "IDAT", chunk);
      }
    } finally {
      deflater.end();
    }
  }

  /** Takes what the compressor has ready, and closes a chunk whenever one is full. */
  private static void drain(Deflater deflater, ByteBuffer chunk, ByteArrayOutputStream out) {
    int count;
    do {
      count = deflater.deflate(chunk.array(), chunk.position(), chunk.remaining());
      chunk.position(chunk.position() + count);
      if (!chunk.hasRemaining()) {
        writeChunk(out, "IDAT", chunk);
        chunk.clear();
      }
    } while (count > 0);
  }

  private static byte[] unpack(int[] pixels, int y, int width) {
    byte[] row = new byte[width * BYTES_PER_PIXEL];
    for (int x = 0; x < width; x++) {
      int pixel = pixels[y * width + x];
      row[3 * x] = (byte) (pixel >> 16);
      row[3 * x + 1] = (byte) (pixel >> 8);
      row[3 * x + 2] = (byte) pixel;
    }
    return row;
  }
}
