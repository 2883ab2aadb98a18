package dev.dalleserver.painting.image;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * One pass through a PNG that checks its structure, all checksums, and that it has every row, with
 * two small buffers and without making pixels.
 *
 * @see <a href="https://www.w3.org/TR/png-3/#5DataRep">PNG, datastream structure</a>
 */
final class PngScan {
  private static final int BUFFER = 32 * 1024;
  private static final long SIGNATURE = 0x89504e470d0a1a0aL;
  private static final int IHDR_LENGTH = 13;
  private static final int INTERLACE_AT = 12;

  /** First column, first row, and the steps between columns and rows, of each Adam7 pass. */
  private static final int[][] ADAM7 = {
    {0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4}, {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2}
  };

  private final DataInputStream in;
  private final Inflater inflater;
  private final byte[] input = new byte[BUFFER];
  private final byte[] output = new byte[BUFFER];
  private long expected;
  private long inflated;
  private boolean needsPalette;

  private PngScan(InputStream in, Inflater inflater) {
    this.in = new DataInputStream(in);
    this.inflater = inflater;
  }

  /**
   * Returns true for a complete PNG.
   *
   * @throws IOException when {@code in} cannot be read
   */
  static boolean isWhole(InputStream in) throws IOException {
    Inflater inflater = new Inflater();
    try {
      return new PngScan(in, inflater).scan();
    } catch (EOFException | DataFormatException e) {
      return false;
    } finally {
      inflater.end();
    }
  }

  private boolean scan() throws IOException, DataFormatException {
    if (in.readLong() != SIGNATURE) {
      return false;
    }
    for (int chunks = 0; chunks < PngChunk.MAX_CHUNKS; chunks++) {
      int length = in.readInt();
      byte[] type = in.readNBytes(4);
      if (length < 0 || type.length < 4) {
        return false;
      }
      CRC32 crc = new CRC32();
      crc.update(type);
      String name = new String(type, StandardCharsets.ISO_8859_1);
      boolean valid =
          chunks == 0
              ? name.equals(PngChunk.HEADER) && header(length, crc)
              : body(name, length, crc);
      if (!valid || in.readInt() != (int) crc.getValue()) {
        return false;
      }
      if (name.equals(PngChunk.END)) {
        return inflater.finished() && inflated == expected && !needsPalette;
      }
    }
    return false;
  }

  private boolean header(int length, CRC32 crc) throws IOException {
    if (length != IHDR_LENGTH) {
      return false;
    }
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      return false;
    }
    crc.update(bytes);
    ByteBuffer header = ByteBuffer.wrap(bytes);
    long width = header.getInt();
    long height = header.getInt();
    int depth = header.get();
    int color = header.get();
    int channels =
        switch (color) {
          case 0, 3 -> 1;
          case 2 -> 3;
          case 4 -> 2;
          case 6 -> 4;
          default -> 0;
        };
    int interlace = bytes[INTERLACE_AT];
    if (width <= 0 || height <= 0 || channels == 0 || Integer.bitCount(depth) != 1 || depth > 16) {
      return false;
    }
    needsPalette = color == 3;
    expected = interlace == 0 ? rows(width, height, channels * depth) : 0;
    if (interlace == 1) {
      for (int[] pass : ADAM7) {
        long columns = (width - pass[0] + pass[2] - 1) / pass[2];
        long lines = (height - pass[1] + pass[3] - 1) / pass[3];
        expected += rows(columns, lines, channels * depth);
      }
    }
    return interlace == 0 || interlace == 1;
  }

  /** Returns the bytes of some rows before compression, each with its filter type. */
  private static long rows(long width, long height, int bitsPerPixel) {
    return width <= 0 || height <= 0 ? 0 : height * (1 + (width * bitsPerPixel + 7) / 8);
  }

  private boolean body(String name, int length, CRC32 crc) throws IOException, DataFormatException {
    if (name.equals("PLTE")) {
      needsPalette = false;
    }
    boolean pixels = name.equals("IDAT");
    for (int left = length; left > 0; ) {
      int read = in.read(input, 0, Math.min(left, input.length));
      if (read < 0) {
        return false;
      }
      crc.update(input, 0, read);
      if (pixels && !inflate(read)) {
        return false;
      }
      left -= read;
    }
    return true;
  }

  private boolean inflate(int length) throws DataFormatException {
    inflater.setInput(input, 0, length);
    while (!inflater.needsInput() && !inflater.finished()) {
      int made = inflater.inflate(output);
      inflated += made;
      if (inflated > expected || (made == 0 && inflater.needsDictionary())) {
        return false;
      }
    }
    return true;
  }
}
