package dev.dalleserver.painting;

import java.awt.geom.AffineTransform;
import java.awt.geom.Path2D;

/**
 * Letters of one font and size.
 *
 * @param size of the em, in pixels
 * @param tracking extra space after every letter, in ems
 * @param leading from baseline to baseline, in ems
 */
record TextStyle(GlyphFont font, double size, double tracking, double leading) {
  /** Width in pixels. */
  double width(String text) {
    int[] glyphs = glyphs(text);
    double ems = 0;
    for (int i = 0; i < glyphs.length; i++) {
      ems += step(glyphs, i);
    }
    return ems * size;
  }

  /** The text's shape in pixels, y downwards. */
  Path2D outline(String text, double left, double baseline) {
    Path2D path = new Path2D.Double(Path2D.WIND_NON_ZERO);
    int[] glyphs = glyphs(text);
    double scale = size / font.unitsPerEm();
    double x = left;
    for (int i = 0; i < glyphs.length; i++) {
      AffineTransform place = new AffineTransform(scale, 0, 0, -scale, x, baseline);
      path.append(font.outline(glyphs[i]).getPathIterator(place), false);
      x += step(glyphs, i) * size;
    }
    return path;
  }

  /** From baseline to baseline, in pixels. */
  double lineHeight() {
    return leading * size;
  }

  /** Height of a capital letter, in pixels. */
  double capHeight() {
    return font.capHeight() * size;
  }

  private int[] glyphs(String text) {
    return font.glyphs(text, tracking == 0);
  }

  /**
   * Returns the distance to the next letter; without tracking after the last one, which would push
   * centred text to the left.
   */
  private double step(int[] glyphs, int index) {
    double advance = font.advance(glyphs[index]);
    return index == glyphs.length - 1
        ? advance
        : advance + font.kerning(glyphs[index], glyphs[index + 1]) + tracking;
  }
}
