package dev.dalleserver.web.collections;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PushbackInputStream;
import java.io.Reader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/**
 * The lines of a text, ended by LF, CRLF or CR. A byte order mark chooses between UTF-8 and UTF-16.
 * Of a very long line only the beginning is kept.
 */
final class AddressLines {
  private static final int MAX_LINE = 64 * 1024;
  private static final int BUFFER = 8 * 1024;
  private static final char BYTE_ORDER_MARK = '\uFEFF';

  /** Takes one line. */
  interface Taker {
    void take(int number, String line);
  }

  private final PushbackInputStream bytes;

  AddressLines(InputStream bytes) {
    this.bytes = new PushbackInputStream(bytes, 2);
  }

  /** Calls {@code taker} for each line, counted from 1. */
  void forEach(Taker taker) throws IOException {
    Reader reader = new InputStreamReader(bytes, charset());
    char[] buffer = new char[BUFFER];
    StringBuilder line = new StringBuilder();
    int number = 1;
    boolean afterReturn = false;
    for (int length = reader.read(buffer); length >= 0; length = reader.read(buffer)) {
      for (int i = 0; i < length; i++) {
        char read = buffer[i];
        boolean ends = read == '\r' || (read == '\n' && !afterReturn);
        if (ends) {
          taker.take(number++, line.toString());
          line.setLength(0);
        } else if (read != '\n' && read != BYTE_ORDER_MARK && line.length() < MAX_LINE) {
          line.append(read);
        }
        afterReturn = read == '\r';
      }
    }
    taker.take(number, line.toString());
  }

  private Charset charset() throws IOException {
    byte[] first = bytes.readNBytes(2);
    bytes.unread(first);
    int mark = first.length < 2 ? 0 : (first[0] & 0xff) << 8 | (first[1] & 0xff);
    boolean wide = mark == 0xfeff || mark == 0xfffe;
    return wide ? StandardCharsets.UTF_16 : StandardCharsets.UTF_8;
  }
}
