package dev.dalleserver.painting.image;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.Deflater;

/**
 * Texts inside PNG files: {@code tEXt} for Latin-1, {@code iTXt} for all else.
 *
 * @see <a href="https://www.w3.org/TR/png-3/#11textinfo">Textual information</a>
 */
public final class PngText {
  private static final int MAX_KEYWORD_LENGTH = 79;

  /** The length in bytes from which an international text is compressed. */
  private static final int LONG = 1024;

  private static final byte[] NO_LANGUAGE_NO_TRANSLATION = {0, 0};

  private PngText() {}

  /**
   * Reads the texts of a picture by their keywords, in the file's order. Of two with one keyword
   * the first counts; a malformed text chunk is skipped.
   *
   * @throws DamagedPngException when the bytes are not a complete PNG, or the texts are larger than
   *     4 MiB
   */
  public static Map<String, String> read(byte[] png) throws DamagedPngException {
    Map<String, String> texts = new LinkedHashMap<>();
    TextChunkReader reader = new TextChunkReader();
    for (PngChunk chunk : PngChunk.readAll(png)) {
      Optional<Map.Entry<String, String>> text = reader.read(chunk);
      text.ifPresent(entry -> texts.putIfAbsent(entry.getKey(), entry.getValue()));
    }
    return texts;
  }

  /**
   * Returns the picture with the texts before its pixels, so that a reader of the file's beginning
   * finds them. Characters that no PNG may hold (NUL, half surrogate pairs) become question marks.
   *
   * @param texts keywords of 1 to 79 Latin letters, digits and single spaces, with their texts
   * @throws DamagedPngException when the bytes are not a complete PNG
   */
  public static byte[] insert(byte[] png, Map<String, String> texts) throws DamagedPngException {
    List<PngChunk> chunks = PngChunk.readAll(png);
    int split = PngChunk.SIGNATURE_LENGTH + PngChunk.FRAME + chunks.get(0).data().limit();
    ByteArrayOutputStream out = new ByteArrayOutputStream(png.length + (1 << 14));
    out.write(png, 0, split);
    texts.forEach((keyword, text) -> write(out, checked(keyword), text.replace('\0', '?')));
    out.write(png, split, png.length - split);
    return out.toByteArray();
  }

  private static String checked(String keyword) {
    if (!keyword.matches("[!-~]++(?: [!-~]++)*+") || keyword.length() > MAX_KEYWORD_LENGTH) {
      throw new IllegalArgumentException("not a keyword: " + keyword);
    }
    return keyword;
  }

  private static void write(ByteArrayOutputStream out, String keyword, String text) {
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    data.writeBytes(keyword.getBytes(StandardCharsets.ISO_8859_1));
    data.write(0);
    boolean latin = text.chars().allMatch(PngText::plainLatin);
    if (latin) {
      data.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
    } else {
      writeInternational(data, text.getBytes(StandardCharsets.UTF_8));
    }
    ByteBuffer bytes = ByteBuffer.wrap(data.toByteArray());
    out.writeBytes(PngEncoder.chunk(latin ? "tEXt" : "iTXt", bytes.position(bytes.limit())));
  }

  private static void writeInternational(ByteArrayOutputStream data, byte[] utf8) {
    boolean compressed = utf8.length >= LONG;
    data.write(compressed ? 1 : 0);
    data.write(0);
    data.writeBytes(NO_LANGUAGE_NO_TRANSLATION);
    data.writeBytes(compressed ? deflate(utf8) : utf8);
  }

  /** The standard's printable characters of Latin-1, and the line feed. */
  private static boolean plainLatin(int c) {
    return c == '\n' || (c >= 0x20 && c <= 0x7e) || (c >= 0xa1 && c <= 0xff);
  }

  private static byte[] deflate(byte[] bytes) {
    Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION);
    try {
      deflater.setInput(bytes);
      deflater.finish();
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      byte[] buffer = new byte[8192];
      while (!deflater.finished()) {
        out.write(buffer, 0, deflater.deflate(buffer));
      }
      return out.toByteArray();
    } finally {
      deflater.end();
    }
  }
}
