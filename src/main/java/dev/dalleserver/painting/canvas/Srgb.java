package dev.dalleserver.painting.canvas;

/**
 * The curve between the bytes of a channel and amounts of light.
 *
 * @see <a href="https://www.w3.org/TR/css-color-4/#color-conversion-code">sRGB, to and from linear
 *     light</a>
 */
public final class Srgb {
  private static final double[] LIGHT = table();

  private Srgb() {}

  /** The amount of light, 0 to 1, behind the byte of a channel. */
  public static double linear(int code) {
    return LIGHT[code];
  }

  /** The byte, 0 to 255, for an amount of light; values outside of 0 to 1 are clamped. */
  public static int encoded(double linear) {
    double light = Math.max(0, Math.min(1, linear));
    double coded =
        light <= 0.0031308 ? 12.92 * light : 1.055 * StrictMath.pow(light, 1 / 2.4) - 0.055;
    return (int) (coded * 255 + 0.5);
  }

  /**
   * How bright {@code 0xRRGGBB} is, 0 to 1.
   *
   * @see <a href="https://www.w3.org/TR/WCAG22/#dfn-relative-luminance">WCAG 2.2, relative
   *     luminance</a>
   */
  public static double luminance(int rgb) {
    return 0.2126 * LIGHT[Rgb.red(rgb)]
        + 0.7152 * LIGHT[Rgb.green(rgb)]
        + 0.0722 * LIGHT[Rgb.blue(rgb)];
  }

  private static double[] table() {
    double[] table = new double[256];
    for (int i = 0; i < table.length; i++) {
      double value = i / 255.0;
      table[i] = value <= 0.04045 ? value / 12.92 : StrictMath.pow((value + 0.055) / 1.055, 2.4);
    }
    return table;
  }
}
