package dev.dalleserver.painting;

/**
 * A colour as the eye tells colours apart: equal distances look about equally far.
 *
 * @param lightness 0 for black to 1 for white
 * @param a from green to red, about -0.4 to 0.4
 * @param b from blue to yellow, about -0.4 to 0.4
 * @see <a href="https://bottosson.github.io/posts/oklab/">A perceptual color space for image
 *     processing</a>
 */
record OkLab(double lightness, double a, double b) {
  /** Steps when a colour is faded until it fits into sRGB. */
  private static final double FADE = 0.97;

  private static final double[] LINEAR = linearTable();

  /** The colour {@code 0xRRGGBB}; the upper eight bits are ignored. */
  static OkLab of(int rgb) {
    double red = LINEAR[rgb >> 16 & 0xff];
    double green = LINEAR[rgb >> 8 & 0xff];
    double blue = LINEAR[rgb & 0xff];
    double l = StrictMath.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue);
    double m = StrictMath.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue);
    double s = StrictMath.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue);
    return new OkLab(
        0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s,
        1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s,
        0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s);
  }

  /** The nearest of the same lightness and hue that a screen can show, {@code 0xRRGGBB}. */
  int rgb() {
    OkLab color = this;
    double[] linear = color.linear();
    while (!showable(linear) && color.chroma() > 0.001) {
      color = new OkLab(lightness, color.a * FADE, color.b * FADE);
      linear = color.linear();
    }
    return encoded(linear[0]) << 16 | encoded(linear[1]) << 8 | encoded(linear[2]);
  }

  /** Distance from grey. */
  double chroma() {
    return StrictMath.sqrt(a * a + b * b);
  }

  OkLab withLightness(double other) {
    return new OkLab(other, a, b);
  }

  /** The same hue with a chroma of at most {@code limit}. */
  OkLab withChromaUpTo(double limit) {
    double scale = chroma() <= limit ? 1 : limit / chroma();
    return new OkLab(lightness, a * scale, b * scale);
  }

  double squaredDistance(OkLab other) {
    double dl = lightness - other.lightness;
    double da = a - other.a;
    double db = b - other.b;
    return dl * dl + da * da + db * db;
  }

  /** How bright {@code 0xRRGGBB} is as WCAG 2 reckons it, 0 to 1. */
  static double luminance(int rgb) {
    return 0.2126 * LINEAR[rgb >> 16 & 0xff]
        + 0.7152 * LINEAR[rgb >> 8 & 0xff]
        + 0.0722 * LINEAR[rgb & 0xff];
  }

  /** The amount of light, 0 to 1, behind the byte of a channel. */
  static double linear(int code) {
    return LINEAR[code];
  }

  private double[] linear() {
    double l = cube(lightness + 0.3963377774 * a + 0.2158037573 * b);
    double m = cube(lightness - 0.1055613458 * a - 0.0638541728 * b);
    double s = cube(lightness - 0.0894841775 * a - 1.2914855480 * b);
    return new double[] {
      4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
      -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
      -0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s
    };
  }

  private static boolean showable(double[] linear) {
    for (double channel : linear) {
      if (channel < -0.0005 || channel > 1.0005) {
        return false;
      }
    }
    return true;
  }

  private static double cube(double value) {
    return value * value * value;
  }

  /** The byte, 0 to 255, for an amount of light from 0 to 1. */
  static int encoded(double linear) {
    double clamped = Math.min(1, Math.max(0, linear));
    double encoded =
        clamped <= 0.0031308 ? 12.92 * clamped : 1.055 * StrictMath.pow(clamped, 1 / 2.4) - 0.055;
    return (int) Math.round(255 * encoded);
  }

  private static double[] linearTable() {
    double[] table = new double[256];
    for (int i = 0; i < table.length; i++) {
      double value = i / 255.0;
      table[i] = value <= 0.04045 ? value / 12.92 : StrictMath.pow((value + 0.055) / 1.055, 2.4);
    }
    return table;
  }
}
