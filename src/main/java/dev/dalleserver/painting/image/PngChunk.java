package dev.dalleserver.painting.image;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;

/**
 * A piece of a PNG file.
 *
 * @param type four letters
 * @param data not copied, treat as read-only
 */
record PngChunk(String type, ByteBuffer data) {
  static final String HEADER = "IHDR";
  static final String END = "IEND";

  /** Length, type and checksum. */
  static final int FRAME = 12;

  static final int SIGNATURE_LENGTH = 8;

  /**
   * The most chunks of a file: twice as many as 32 MiB have in chunks of 8 KiB, the smallest that
   * encoders write.
   */
  static final int MAX_CHUNKS = 8192;

  private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

  /**
   * Returns the chunks of a file, up to and with its end chunk; what follows that is ignored.
   *
   * @throws DamagedPngException when the bytes are not a PNG, or end early, when there are more
   *     than {@link #MAX_CHUNKS} chunks, or a checksum is wrong
   */
  static List<PngChunk> readAll(byte[] png) throws DamagedPngException {
    if (png.length < SIGNATURE_LENGTH
        || !Arrays.equals(SIGNATURE, Arrays.copyOf(png, SIGNATURE_LENGTH))) {
      throw new DamagedPngException("not a PNG");
    }
    List<PngChunk> chunks = new ArrayList<>();
    int at = SIGNATURE_LENGTH;
    do {
      PngChunk chunk = read(png, at);
      if (chunks.isEmpty() && !chunk.type.equals(HEADER)) {
        throw new DamagedPngException("a PNG without a header");
      }
      if (chunks.size() == MAX_CHUNKS) {
        throw new DamagedPngException("a PNG of more than " + MAX_CHUNKS + " chunks");
      }
      chunks.add(chunk);
      at += FRAME + chunk.data.limit();
    } while (!chunks.get(chunks.size() - 1).type.equals(END));
    return chunks;
  }

  private static PngChunk read(byte[] png, int at) throws DamagedPngException {
    ByteBuffer file = ByteBuffer.wrap(png);
    int room = png.length - at - FRAME;
    int length = room < 0 ? -1 : file.getInt(at);
    if (length < 0 || length > room) {
      throw new DamagedPngException("a PNG that ends early");
    }
    CRC32 crc = new CRC32();
    crc.update(png, at + 4, 4 + length);
    if ((int) crc.getValue() != file.getInt(at + 8 + length)) {
      throw new DamagedPngException("a PNG with a wrong checksum");
    }
    String type = new String(png, at + 4, 4, StandardCharsets.ISO_8859_1);
    return new PngChunk(type, file.slice(at + 8, length).asReadOnlyBuffer());
  }
}
