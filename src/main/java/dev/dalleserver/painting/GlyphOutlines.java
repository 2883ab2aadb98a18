package dev.dalleserver.painting;

import java.awt.geom.AffineTransform;
import java.awt.geom.Path2D;
import java.nio.ByteBuffer;

/**
 * The shapes of a font's glyphs, in font units, y upwards.
 *
 * @see <a href="https://learn.microsoft.com/typography/opentype/spec/glyf">The table glyf</a>
 */
final class GlyphOutlines {
  /**
   * The deepest nesting of glyphs. Accented letters have two levels; a font with more than this is
   * damaged and refers to itself.
   */
  private static final int MAX_DEPTH = 5;

  private static final int WORDS = 0x1;
  private static final int OFFSETS = 0x2;
  private static final int SCALE = 0x8;
  private static final int MORE = 0x20;
  private static final int TWO_SCALES = 0x40;
  private static final int MATRIX = 0x80;
  private static final double F2DOT14 = 1 << 14;

  private final ByteBuffer glyf;
  private final ByteBuffer loca;
  private final boolean longOffsets;

  GlyphOutlines(SfntTables tables) {
    glyf = tables.table("glyf");
    loca = tables.table("loca");
    longOffsets = tables.table("head").getShort(50) != 0;
  }

  /** Empty for a glyph without ink, such as the space. */
  Path2D outline(int glyph) {
    Path2D path = new Path2D.Double(Path2D.WIND_NON_ZERO);
    append(path, glyph, new AffineTransform(), 0);
    return path;
  }

  private void append(Path2D path, int glyph, AffineTransform place, int depth) {
    int start = offset(glyph);
    int length = offset(glyph + 1) - start;
    if (length == 0) {
      return;
    }
    if (depth > MAX_DEPTH) {
      throw new IndexOutOfBoundsException("glyph " + glyph + " contains itself");
    }
    ByteBuffer data = glyf.slice(start, length);
    int contours = data.getShort();
    data.position(10);
    if (contours >= 0) {
      path.append(SimpleGlyph.read(data, contours).getPathIterator(place), false);
    } else {
      appendParts(path, data, place, depth);
    }
  }

  private int offset(int glyph) {
    return longOffsets ? loca.getInt(4 * glyph) : 2 * SfntTables.u16(loca, 2 * glyph);
  }

  private void appendParts(Path2D path, ByteBuffer data, AffineTransform place, int depth) {
    int flags;
    do {
      flags = data.getShort();
      int part = data.getShort() & 0xffff;
      AffineTransform inside = new AffineTransform(place);
      inside.concatenate(partPlace(data, flags));
      append(path, part, inside, depth + 1);
    } while ((flags & MORE) != 0);
  }

  private static AffineTransform partPlace(ByteBuffer data, int flags) {
    boolean words = (flags & WORDS) != 0;
    double dx = words ? data.getShort() : data.get();
    double dy = words ? data.getShort() : data.get();
    if ((flags & OFFSETS) == 0) {
      // The numbers are points that shall coincide, not a distance; the bundled fonts have no such
      // glyph.
      dx = 0;
      dy = 0;
    }
    if ((flags & SCALE) != 0) {
      double scale = fraction(data);
      return new AffineTransform(scale, 0, 0, scale, dx, dy);
    }
    if ((flags & TWO_SCALES) != 0) {
      return new AffineTransform(fraction(data), 0, 0, fraction(data), dx, dy);
    }
    if ((flags & MATRIX) != 0) {
      return new AffineTransform(
          fraction(data), fraction(data), fraction(data), fraction(data), dx, dy);
    }
    return AffineTransform.getTranslateInstance(dx, dy);
  }

  private static double fraction(ByteBuffer data) {
    return data.getShort() / F2DOT14;
  }
}
