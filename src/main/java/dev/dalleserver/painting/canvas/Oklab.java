package dev.dalleserver.painting.canvas;

/**
 * A colour by what the eye sees.
 *
 * @param lightness 0 black to 1 white
 * @param a green to red
 * @param b blue to yellow
 * @see <a href="https://bottosson.github.io/posts/oklab/">A perceptual color space for image
 *     processing</a>
 */
public record Oklab(float lightness, float a, float b) {

  public static Oklab of(int rgb) {
    double red = Srgb.linear(Rgb.red(rgb));
    double green = Srgb.linear(Rgb.green(rgb));
    double blue = Srgb.linear(Rgb.blue(rgb));
    double l = root(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue);
    double m = root(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue);
    double s = root(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue);
    return new Oklab(
        (float) (0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s),
        (float) (1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s),
        (float) (0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s));
  }

  /**
   * A color by its hue and how strong it is.
   *
   * @param hue in radians: 0.5 red, 1.9 yellow, 2.5 green, 4.6 blue
   */
  public static Oklab polar(float lightness, float chroma, float hue) {
    return new Oklab(lightness, chroma * Waves.cos(hue), chroma * Waves.sin(hue));
  }

  public float chroma() {
    return (float) Math.sqrt(a * a + b * b);
  }

  /** In radians. */
  public float hue() {
    return Waves.atan2(b, a);
  }

  public Oklab withLightness(float value) {
    return new Oklab(value, a, b);
  }

  /** The same hue with a chroma of at most {@code limit}. */
  public Oklab withChromaUpTo(float limit) {
    float chroma = chroma();
    float scale = chroma <= limit ? 1 : limit / chroma;
    return new Oklab(lightness, a * scale, b * scale);
  }

  public Oklab mix(Oklab other, float share) {
    return new Oklab(
        Waves.mix(lightness, other.lightness, share),
        Waves.mix(a, other.a, share),
        Waves.mix(b, other.b, share));
  }

  /** How far apart two colours look; 0.02 is just noticed, 0.3 is clearly another colour. */
  public float distance(Oklab other) {
    float dl = lightness - other.lightness;
    float da = a - other.a;
    float db = b - other.b;
    return (float) Math.sqrt(dl * dl + da * da + db * db);
  }

  /** The nearest colour that a screen can show at the same lightness: chroma gives way. */
  public int rgb() {
    float low = 0;
    float high = 1;
    if (fits(1)) {
      return convert(1);
    }
    for (int i = 0; i < 12; i++) {
      float middle = (low + high) / 2;
      if (fits(middle)) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return convert(low);
  }

  private boolean fits(float share) {
    double[] linear = toLinear(share);
    double slack = 0.0005;
    return inside(linear[0], slack) && inside(linear[1], slack) && inside(linear[2], slack);
  }

  private static boolean inside(double channel, double slack) {
    return channel >= -slack && channel <= 1 + slack;
  }

  private int convert(float share) {
    double[] linear = toLinear(share);
    return Rgb.of(Srgb.encoded(linear[0]), Srgb.encoded(linear[1]), Srgb.encoded(linear[2]));
  }

  /** Linear red, green and blue, with the chroma reduced to {@code share}. */
  private double[] toLinear(float share) {
    double l = cube(lightness + 0.3963377774 * a * share + 0.2158037573 * b * share);
    double m = cube(lightness - 0.1055613458 * a * share - 0.0638541728 * b * share);
    double s = cube(lightness - 0.0894841775 * a * share - 1.2914855480 * b * share);
    return new double[] {
      4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
      -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
      -0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s
    };
  }

  private static double cube(double value) {
    return value * value * value;
  }

  private static double root(double value) {
    return StrictMath.cbrt(value);
  }
}
