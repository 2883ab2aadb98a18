package dev.dalleserver.painting;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;

/**
 * A map from the characters of the basic multilingual plane to glyphs.
 *
 * @see <a href="https://learn.microsoft.com/typography/opentype/spec/cmap">The table cmap, format
 *     4</a>
 */
final class CharacterMap {
  private static final int FORMAT_4 = 4;

  private final Map<Integer, Integer> glyphs = new HashMap<>();

  CharacterMap(ByteBuffer cmap) {
    int start = unicodeTable(cmap);
    ByteBuffer table = cmap.slice(start, cmap.limit() - start);
    int segments = SfntTables.u16(table, 6) / 2;
    for (int i = 0; i < segments; i++) {
      readSegment(table, segments, i);
    }
  }

  /**
   * Returns the glyph for a character, or 0, the box for unknown characters, when the font has
   * none.
   */
  int glyph(int codePoint) {
    return glyphs.getOrDefault(codePoint, 0);
  }

  private static int unicodeTable(ByteBuffer cmap) {
    int count = SfntTables.u16(cmap, 2);
    for (int i = 0; i < count; i++) {
      int start = cmap.getInt(4 + 8 * i + 4);
      if (SfntTables.u16(cmap, start) == FORMAT_4) {
        return start;
      }
    }
    throw new IndexOutOfBoundsException("no character map of format 4");
  }

  /**
   * Reads one segment. Four parallel arrays follow the header of 14 bytes; two bytes of padding
   * follow the first array.
   */
  private void readSegment(ByteBuffer table, int segments, int index) {
    int ends = 14 + 2 * index;
    int starts = ends + 2 * segments + 2;
    int deltas = starts + 2 * segments;
    int offsets = deltas + 2 * segments;
    int last = SfntTables.u16(table, ends);
    int first = SfntTables.u16(table, starts);
    int delta = SfntTables.u16(table, deltas);
    int offset = SfntTables.u16(table, offsets);
    for (int c = first; c <= last && c < 0xffff; c++) {
      // An offset counts from its own position in the file.
      int glyph = offset == 0 ? c : SfntTables.u16(table, offsets + offset + 2 * (c - first));
      if (glyph != 0) {
        glyphs.put(c, (glyph + delta) & 0xffff);
      }
    }
  }
}
