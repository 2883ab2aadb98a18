package dev.dalleserver.painting;

/**
 * The two fonts of all captions.
 *
 * @param display for titles: a Garamond, fine and quiet when large
 * @param body for everything smaller: made for screens, with large small letters
 */
record CaptionFonts(GlyphFont display, GlyphFont body) {
  /** The fonts in the jar, read at the first call. */
  static CaptionFonts bundled() {
    return Bundled.FONTS;
  }

  private static final class Bundled {
    static final CaptionFonts FONTS =
        new CaptionFonts(
            GlyphFont.bundled("EBGaramond-Medium"), GlyphFont.bundled("Spectral-Regular"));
  }
}
