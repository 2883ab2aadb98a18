package dev.dalleserver.openai.finder;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;

/** The text of a reader as UTF-8, without a mark of the byte order. */
final class Utf8Stream extends InputStream {
  private final Reader reader;
  private final char[] piece = new char[4096];
  private byte[] bytes = {};
  private int at;

  Utf8Stream(Reader reader) {
    this.reader = reader;
  }

  @Override
  public int read() throws IOException {
    while (at == bytes.length) {
      int count = reader.read(piece);
      if (count < 0) {
        return -1;
      }
      bytes = new String(piece, 0, count).replace("\ufeff", "").getBytes(StandardCharsets.UTF_8);
      at = 0;
    }
    return bytes[at++] & 0xff;
  }
}
