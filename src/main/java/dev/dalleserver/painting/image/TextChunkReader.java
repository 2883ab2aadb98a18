package dev.dalleserver.painting.image;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Reads the text chunks of one file. The file is untrusted: the unpacked size is limited for all
 * chunks together.
 */
final class TextChunkReader {
  private static final int MAX_BYTES = 4 << 20;

  private int remaining = MAX_BYTES;

  /** Thrown for a chunk that breaks the rules; the picture is accepted without it. */
  private static final class Malformed extends Exception {
    private static final long serialVersionUID = 1L;

    Malformed() {
      super("malformed", null, false, false);
    }
  }

  /** Reads keyword and text; empty for other kinds of chunk and for a malformed one. */
  Optional<Map.Entry<String, String>> read(PngChunk chunk) throws DamagedPngException {
    ByteBuffer data = chunk.data().duplicate();
    try {
      return switch (chunk.type()) {
        case "tEXt" -> Optional.of(Map.entry(keyword(data), latin(rest(data))));
        case "zTXt" -> Optional.of(Map.entry(keyword(data), latin(compressed(data))));
        case "iTXt" -> Optional.of(international(data));
        default -> Optional.empty();
      };
    } catch (Malformed e) {
      return Optional.empty();
    }
  }

  private Map.Entry<String, String> international(ByteBuffer data)
      throws Malformed, DamagedPngException {
    String keyword = keyword(data);
    int compressed = next(data);
    int method = next(data);
    if (method != 0 || compressed < 0 || compressed > 1) {
      throw new Malformed();
    }
    upToNul(data, StandardCharsets.US_ASCII); // language
    upToNul(data, StandardCharsets.UTF_8); // translated keyword
    byte[] text = compressed == 1 ? inflate(data) : rest(data);
    return Map.entry(keyword, new String(text, StandardCharsets.UTF_8));
  }

  private static String keyword(ByteBuffer data) throws Malformed {
    String keyword = upToNul(data, StandardCharsets.ISO_8859_1);
    if (keyword.isEmpty()) {
      throw new Malformed();
    }
    return keyword;
  }

  private static String upToNul(ByteBuffer data, Charset charset) throws Malformed {
    int start = data.position();
    while (next(data) != 0) {
      // Moves on.
    }
    byte[] bytes = new byte[data.position() - 1 - start];
    data.get(start, bytes);
    return new String(bytes, charset);
  }

  private static int next(ByteBuffer data) throws Malformed {
    if (!data.hasRemaining()) {
      throw new Malformed();
    }
    return data.get();
  }

  /**
   * Reads the method's number, of which only 0, deflate, is defined, and the compressed bytes after
   * it.
   */
  private byte[] compressed(ByteBuffer data) throws Malformed, DamagedPngException {
    if (next(data) != 0) {
      throw new Malformed();
    }
    return inflate(data);
  }

  private byte[] rest(ByteBuffer data) throws DamagedPngException {
    consume(data.remaining());
    byte[] bytes = new byte[data.remaining()];
    data.get(bytes);
    return bytes;
  }

  private static String latin(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  private byte[] inflate(ByteBuffer data) throws Malformed, DamagedPngException {
    Inflater inflater = new Inflater();
    try {
      inflater.setInput(data);
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      byte[] buffer = new byte[8192];
      while (!inflater.finished()) {
        int count = inflater.inflate(buffer);
        if (count == 0 && !inflater.finished()) {
          throw new Malformed();
        }
        consume(count);
        out.write(buffer, 0, count);
      }
      return out.toByteArray();
    } catch (DataFormatException e) {
      throw new Malformed();
    } finally {
      inflater.end();
    }
  }

  private void consume(int bytes) throws DamagedPngException {
    remaining -= bytes;
    if (remaining < 0) {
      throw new DamagedPngException("a PNG with more than " + MAX_BYTES + " bytes of text");
    }
  }
}
