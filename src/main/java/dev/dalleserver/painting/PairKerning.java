package dev.dalleserver.painting;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;

/**
 * The corrections of distance between certain pairs of glyphs.
 *
 * @see <a href="https://learn.microsoft.com/typography/opentype/spec/kern">The table kern, format
 *     0</a>
 */
final class PairKerning {
  private static final int SUBTABLE_HEADER = 14;
  private static final int PAIR = 6;

  private final Map<Integer, Integer> pairs = new HashMap<>();

  /**
   * @param kern the table; an empty one kerns nothing
   */
  PairKerning(ByteBuffer kern) {
    int subtables = kern.limit() < 4 ? 0 : SfntTables.u16(kern, 2);
    int at = 4;
    for (int i = 0; i < subtables; i++) {
      int count = SfntTables.u16(kern, at + 6);
      at += SUBTABLE_HEADER;
      for (int pair = 0; pair < count; pair++, at += PAIR) {
        pairs.put(kern.getInt(at), (int) kern.getShort(at + 4));
      }
    }
  }

  /** The change of the distance in font units, 0 for most pairs. */
  int between(int left, int right) {
    return pairs.getOrDefault(left << 16 | right, 0);
  }
}
