package dev.dalleserver.painting;

import dev.dalleserver.painting.canvas.Oklab;
import dev.dalleserver.painting.canvas.Srgb;

/**
 * The colours of a caption, all {@code 0xRRGGBB}.
 *
 * @param band the ground: the picture's dominant colour, made lighter or darker as far as reading
 *     needs it
 * @param ink for the words
 * @param faintInk for less important lines; still readable
 */
record CaptionColors(int band, int ink, int faintInk) {
  /** The contrast that WCAG 2 requires of body text. */
  static final double READABLE = 4.5;

  /** The contrast of the words: comfortable, and with room for rounding and for thin strokes. */
  private static final double COMFORTABLE = 6.5;

  private static final double FAINT = 4.9;
  private static final float STEP = 0.004f;

  private static final float DARK = 0.17f;
  private static final float LIGHT = 0.975f;

  /** A trace of the band's own hue makes black and white sit on it more softly. */
  private static final float TINT = 0.03f;

  /** Chooses light or dark ink so that the band stays nearer to the picture's colour. */
  static CaptionColors on(int dominant) {
    Oklab color = Oklab.of(dominant);
    Oklab light = color.withLightness(LIGHT).withChromaUpTo(TINT);
    Oklab dark = color.withLightness(DARK).withChromaUpTo(TINT);
    Oklab darker = band(color, light, -STEP);
    Oklab lighter = band(color, dark, STEP);
    boolean useLight =
        color.lightness() - darker.lightness() <= lighter.lightness() - color.lightness();
    return useLight ? colors(darker, light, -STEP) : colors(lighter, dark, STEP);
  }

  private static Oklab band(Oklab color, Oklab ink, float step) {
    Oklab band = color;
    while (contrast(band.rgb(), ink.rgb()) < COMFORTABLE && inside(band.lightness() + step)) {
      band = band.withLightness(band.lightness() + step);
    }
    return band;
  }

  private static CaptionColors colors(Oklab band, Oklab ink, float step) {
    return new CaptionColors(band.rgb(), ink.rgb(), faint(band, ink, step));
  }

  /** The ink moved towards the band as far as it stays readable. */
  private static int faint(Oklab band, Oklab ink, float step) {
    Oklab faint = ink.withChromaUpTo(TINT);
    Oklab next = faint;
    while (contrast(band.rgb(), next.rgb()) >= FAINT) {
      faint = next;
      next = faint.withLightness(faint.lightness() + step);
    }
    return faint.rgb();
  }

  /**
   * The ratio of two colours' brightness, from 1 to 21.
   *
   * @see <a href="https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio">WCAG 2.2, contrast ratio</a>
   */
  static double contrast(int one, int other) {
    double a = Srgb.luminance(one) + 0.05;
    double b = Srgb.luminance(other) + 0.05;
    return Math.max(a, b) / Math.min(a, b);
  }

  private static boolean inside(double lightness) {
    return lightness >= 0 && lightness <= 1;
  }
}
