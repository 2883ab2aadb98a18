package dev.dalleserver.series;

import dev.dalleserver.text.ByteOrderMark;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The text of a CSV file: UTF-8, with or without a byte order mark, or UTF-16 with one, as
 * spreadsheets write it.
 *
 * @param text without the byte order mark; bytes of another encoding are replacement characters
 * @param replaced whether the text has replacement characters that the file does not have
 */
record CsvText(String text, boolean replaced) {
  static final char REPLACEMENT = '\uFFFD';

  private static final char BYTE_ORDER_MARK = '\uFEFF';

  static CsvText decode(byte[] content) {
    boolean wide = ByteOrderMark.isOfUtf16(content);
    Charset charset = wide ? StandardCharsets.UTF_16 : StandardCharsets.UTF_8;
    String decoded = new String(content, charset);
    // A file may have a replacement character of its own, which is none of its faults.
    boolean replaced =
        decoded.indexOf(REPLACEMENT) >= 0
            && (wide || !Arrays.equals(decoded.getBytes(charset), content));
    boolean marked = !decoded.isEmpty() && decoded.charAt(0) == BYTE_ORDER_MARK;
    return new CsvText(marked ? decoded.substring(1) : decoded, replaced);
  }
}
