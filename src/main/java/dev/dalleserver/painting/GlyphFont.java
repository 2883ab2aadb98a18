package dev.dalleserver.painting;

import java.awt.geom.Path2D;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;

/**
 * A TrueType font read without the JDK's font system, which needs native libraries and font files
 * that a headless machine need not have, and whose pixels differ from machine to machine. Has
 * outlines, widths, pair kerning and the f-ligatures; immutable. All measures are in ems.
 */
final class GlyphFont {
  /** Longer ones first, so that "ffi" is not taken for "ff" and "i". */
  private static final String[][] LIGATURES = {
    {"ffi", "\ufb03"}, {"ffl", "\ufb04"}, {"ff", "\ufb00"}, {"fi", "\ufb01"}, {"fl", "\ufb02"}
  };

  private final CharacterMap characters;
  private final PairKerning kerning;
  private final GlyphOutlines outlines;
  private final ByteBuffer widths;
  private final int widthCount;
  private final double unitsPerEm;
  private final double capHeight;

  private GlyphFont(SfntTables tables) {
    characters = new CharacterMap(tables.table("cmap"));
    kerning = new PairKerning(tables.table("kern"));
    outlines = new GlyphOutlines(tables);
    widths = tables.table("hmtx");
    widthCount = SfntTables.u16(tables.table("hhea"), 34);
    unitsPerEm = SfntTables.u16(tables.table("head"), 18);
    capHeight = SfntTables.u16(tables.table("OS/2"), 88) / unitsPerEm;
    if (widthCount == 0 || unitsPerEm == 0) {
      throw new IndexOutOfBoundsException("a font without measures");
    }
  }

  /**
   * @throws IllegalArgumentException when the bytes are not a complete TrueType font
   */
  static GlyphFont read(byte[] ttf) {
    try {
      return new GlyphFont(new SfntTables(ttf));
    } catch (IndexOutOfBoundsException | BufferUnderflowException e) {
      throw damaged(e);
    }
  }

  /** A font that is packed into the jar, by its file's name without the ending. */
  static GlyphFont bundled(String name) {
    try (InputStream in = GlyphFont.class.getResourceAsStream("/fonts/" + name + ".ttf")) {
      if (in == null) {
        throw new IllegalStateException("the jar lacks the font " + name);
      }
      return read(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Height of a capital letter. */
  double capHeight() {
    return capHeight;
  }

  /** True when the font can show the character. */
  boolean hasGlyph(int codePoint) {
    return characters.glyph(codePoint) != 0;
  }

  /**
   * The glyphs of a text, a box for each character that the font lacks.
   *
   * @param joined uses ligatures of f and its neighbours where the font has them; not for
   *     letter-spaced text
   */
  int[] glyphs(String text, boolean joined) {
    return (joined ? withLigatures(text) : text).codePoints().map(characters::glyph).toArray();
  }

  private String withLigatures(String text) {
    String result = text;
    for (String[] ligature : LIGATURES) {
      if (hasGlyph(ligature[1].codePointAt(0))) {
        result = result.replace(ligature[0], ligature[1]);
      }
    }
    return result;
  }

  /** The distance from a glyph's origin to the next one's. */
  double advance(int glyph) {
    int index = Math.min(glyph, widthCount - 1);
    return SfntTables.u16(widths, 4 * index) / unitsPerEm;
  }

  /** The distance to add to the advance of {@code left} when {@code right} follows. */
  double kerning(int left, int right) {
    return kerning.between(left, right) / unitsPerEm;
  }

  /**
   * The shape in font units, y upwards; see {@link #unitsPerEm()}.
   *
   * @throws IllegalArgumentException when the glyph's data is damaged
   */
  Path2D outline(int glyph) {
    try {
      return outlines.outline(glyph);
    } catch (IndexOutOfBoundsException | BufferUnderflowException e) {
      throw damaged(e);
    }
  }

  double unitsPerEm() {
    return unitsPerEm;
  }

  private static IllegalArgumentException damaged(RuntimeException e) {
    return new IllegalArgumentException("a damaged font", e);
  }
}
