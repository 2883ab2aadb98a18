package dev.dalleserver.painting;

import dev.dalleserver.dress.Dress;
import java.text.Normalizer;
import java.util.regex.Pattern;

/**
 * The texts of a caption, prepared for setting: one line each, curly quotes, nothing invisible, and
 * letters without their accents where the fonts have only those.
 *
 * @param provenance what the picture was made from, shown small
 */
record CaptionText(String title, String terse, String provenance) {
  /** More characters than the largest caption shows of a text; the rest is ignored. */
  private static final int MAX_CHARACTERS = 1200;

  private static final int UNKNOWN = 0xfffd;
  private static final Pattern SPACES = Pattern.compile("[\\s\\p{Z}\\p{Cc}]+");
  private static final Pattern INVISIBLE = Pattern.compile("[\\p{Cf}\\p{M}\\p{Cn}]");
  private static final Pattern OPENING_QUOTE = Pattern.compile("(?<=^|[\\s(\\[\u2014])\"(?=\\S)");
  private static final Pattern OPENING_APOSTROPHE =
      Pattern.compile("(?<=^|[\\s(\\[\u2014\u201c])'(?=\\S)");

  static CaptionText of(Dress dress, CaptionFonts lettering) {
    String provenance =
        dress.series().isEmpty()
            ? dress.originalName()
            : dress.originalName() + " \u00b7 " + dress.series();
    return new CaptionText(
        clean(dress.prompts().title(), lettering.display()),
        clean(dress.prompts().terse(), lettering.body()),
        clean(provenance, lettering.body()));
  }

  static String clean(String text, GlyphFont font) {
    String composed = Normalizer.normalize(beginning(text), Normalizer.Form.NFC);
    String spaced = SPACES.matcher(composed).replaceAll(" ").strip();
    StringBuilder shown = new StringBuilder();
    INVISIBLE
        .matcher(curly(spaced))
        .replaceAll("")
        .codePoints()
        .forEach(c -> shown.append(nearest(c, font)));
    return SPACES.matcher(shown).replaceAll(" ").strip();
  }

  private static String beginning(String text) {
    if (text.codePointCount(0, text.length()) <= MAX_CHARACTERS) {
      return text;
    }
    return text.substring(0, text.offsetByCodePoints(0, MAX_CHARACTERS)) + "…";
  }

  private static String curly(String text) {
    String quotes = OPENING_QUOTE.matcher(text).replaceAll("\u201c").replace('"', '\u201d');
    return OPENING_APOSTROPHE.matcher(quotes).replaceAll("\u2018").replace('\'', '\u2019');
  }

  /**
   * Returns the character, or its parts (such as a letter without its accent) where the font has
   * only those.
   */
  private static String nearest(int codePoint, GlyphFont font) {
    if (codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE) {
      return Character.toString(UNKNOWN);
    }
    String whole = Character.toString(codePoint);
    if (font.hasGlyph(codePoint)) {
      return whole;
    }
    String parts = Normalizer.normalize(whole, Normalizer.Form.NFKD);
    String letters = INVISIBLE.matcher(parts).replaceAll("");
    boolean shown = !letters.isEmpty() && letters.codePoints().allMatch(font::hasGlyph);
    return shown ? letters : whole;
  }
}
