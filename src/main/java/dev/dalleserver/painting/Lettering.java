package dev.dalleserver.painting;

/**
 * The two fonts of all captions.
 *
 * @param display for titles: a Garamond, fine and quiet when large
 * @param body for everything smaller: made for screens, with large small letters
 */
record Lettering(GlyphFont display, GlyphFont body) {
  /** Those in the jar, read when they are first asked for. */
  static Lettering bundled() {
    return Bundled.LETTERING;
  }

  private static final class Bundled {
    static final Lettering LETTERING =
        new Lettering(
            GlyphFont.bundled("EBGaramond-Medium"), GlyphFont.bundled("Spectral-Regular"));
  }
}
