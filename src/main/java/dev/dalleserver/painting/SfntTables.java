package dev.dalleserver.painting;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * The tables of a TrueType font file, by their four-letter names. Callers read them by absolute
 * positions only, so threads can share them.
 *
 * @see <a href="https://learn.microsoft.com/typography/opentype/spec/otff">The OpenType font
 *     file</a>
 */
final class SfntTables {
  private static final int HEADER = 12;
  private static final int ENTRY = 16;

  private final Map<String, ByteBuffer> tables = new HashMap<>();

  /**
   * @throws IndexOutOfBoundsException when the file ends before its tables do
   */
  SfntTables(byte[] file) {
    ByteBuffer all = ByteBuffer.wrap(file).asReadOnlyBuffer();
    int count = u16(all, 4);
    for (int i = 0; i < count; i++) {
      int entry = HEADER + ENTRY * i;
      byte[] tag = new byte[4];
      all.get(entry, tag);
      ByteBuffer table = all.slice(all.getInt(entry + 8), all.getInt(entry + 12));
      tables.put(new String(tag, StandardCharsets.ISO_8859_1), table);
    }
  }

  /** Returns the table; empty when the font has none of that name. */
  ByteBuffer table(String tag) {
    return tables.getOrDefault(tag, ByteBuffer.allocate(0));
  }

  static int u16(ByteBuffer table, int at) {
    return table.getShort(at) & 0xffff;
  }
}
