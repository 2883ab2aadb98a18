package dev.dalleserver.painting.canvas;

/** Arithmetic on colours packed as {@code 0xRRGGBB}. */
public final class Rgb {
  private Rgb() {}

  public static int of(int red, int green, int blue) {
    return clamp(red) << 16 | clamp(green) << 8 | clamp(blue);
  }

  public static int red(int rgb) {
    return rgb >> 16 & 0xff;
  }

  public static int green(int rgb) {
    return rgb >> 8 & 0xff;
  }

  public static int blue(int rgb) {
    return rgb & 0xff;
  }

  /** From {@code below} (0) to {@code above} (1). */
  public static int mix(int below, int above, float share) {
    int weight = (int) (share * 256 + 0.5f);
    if (weight <= 0) {
      return below;
    }
    if (weight >= 256) {
      return above;
    }
    // Red and blue are weighed together: sixteen bits apart they cannot run into each other.
    int oddBelow = below & 0xff00ff;
    int odd = (oddBelow + (((above & 0xff00ff) - oddBelow) * weight >> 8)) & 0xff00ff;
    int evenBelow = below >> 8 & 0xff;
    int even = evenBelow + (((above >> 8 & 0xff) - evenBelow) * weight >> 8);
    return odd | even << 8;
  }

  /** All channels moved by the same amount, -255 to 255. */
  public static int shift(int rgb, int amount) {
    return of(red(rgb) + amount, green(rgb) + amount, blue(rgb) + amount);
  }

  /** All channels multiplied, as ink or shadow does; {@code factor} 0 to 2. */
  public static int scale(int rgb, float factor) {
    return of((int) (red(rgb) * factor), (int) (green(rgb) * factor), (int) (blue(rgb) * factor));
  }

  /** As a glaze lies over paint: white changes nothing, black everything. */
  public static int multiply(int rgb, int glaze) {
    return of(
        red(rgb) * red(glaze) / 255,
        green(rgb) * green(glaze) / 255,
        blue(rgb) * blue(glaze) / 255);
  }

  /** Perceived lightness without the cost of a colour space, 0 to 1. */
  public static float luma(int rgb) {
    return (red(rgb) * 77 + green(rgb) * 151 + blue(rgb) * 28) * (1f / 65280);
  }

  private static int clamp(int channel) {
    return channel < 0 ? 0 : Math.min(channel, 255);
  }
}
