package dev.dalleserver.painting.canvas;

/** A few colours, and which of them is nearest to any other. Caches each result. */
public final class Palette16 {
  private static final int BITS = 5;

  private final int[] colors;
  private final Oklab[] looks;
  private final int[] known = new int[1 << 3 * BITS];

  public Palette16(int... colors) {
    this.colors = colors.clone();
    this.looks = new Oklab[colors.length];
    for (int i = 0; i < colors.length; i++) {
      looks[i] = Oklab.of(colors[i]);
    }
  }

  /** The colour that looks most like {@code rgb}, which is seen with five bits a channel. */
  public int nearest(int rgb) {
    int key = Rgb.red(rgb) >> 3 << 10 | Rgb.green(rgb) >> 3 << 5 | Rgb.blue(rgb) >> 3;
    if (known[key] == 0) {
      known[key] = 1 + search(rgb);
    }
    return colors[known[key] - 1];
  }

  private int search(int rgb) {
    Oklab look = Oklab.of(rgb & 0xf8f8f8 | 0x040404);
    int best = 0;
    for (int i = 1; i < looks.length; i++) {
      if (look.distance(looks[i]) < look.distance(looks[best])) {
        best = i;
      }
    }
    return best;
  }
}
