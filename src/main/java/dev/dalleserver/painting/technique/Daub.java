package dev.dalleserver.painting.technique;

import dev.dalleserver.painting.canvas.Canvas;
import dev.dalleserver.painting.canvas.Rgb;
import dev.dalleserver.painting.canvas.SeededRandom;

/**
 * Paints in layers of strokes, broad ones everywhere and finer ones where there is more to see.
 *
 * @see <a href="https://doi.org/10.1145/280814.280951">Painterly rendering with curved brush
 *     strokes of multiple sizes, SIGGRAPH 1998</a>
 */
record Daub(Manner manner) implements Technique {

  /**
   * How the brush is handled.
   *
   * @param width of the broadest brush as a share of the picture
   * @param slim length of a stroke in widths
   * @param jitter how far colours stray, 0 to 1
   * @param streak how much bristles show, 0 to 255
   * @param relief how strongly paint stands up, 0 for none
   * @param wind how freely strokes turn where nothing leads them
   */
  record Manner(float width, float slim, float jitter, int streak, float relief, float wind) {
    static final Manner IMPRESSION = new Manner(0.024f, 3.6f, 0.5f, 26, 0.25f, 0.5f);
    static final Manner IMPASTO = new Manner(0.04f, 3.4f, 0.75f, 46, 0.85f, 0.9f);
    static final Manner KNIFE = new Manner(0.062f, 2.2f, 0.45f, 18, 0.7f, 0.25f);
    static final Manner LUMINOUS = new Manner(0.03f, 4.6f, 0.25f, 12, 0.08f, 0.35f);
  }

  private static final int LAYERS = 4;

  /** The broadest brush that may work on a head, by layer, in head radii; the last is for eyes. */
  private static final float[] MAX_WIDTHS = {9, 0.24f, 0.12f, 0.034f};

  @Override
  public void paint(TechniqueInput input) throws StoppedException {
    Canvas canvas = input.canvas();
    Flow flow = new Flow(input, manner.wind() * (0.4f + input.energy()));
    byte[] relief = new byte[manner.relief() > 0 ? canvas.pixels().length : 0];
    Bristles bristles = new Bristles(canvas, input.noise("bristles"), relief);
    canvas.paint((x, y) -> Rgb.scale(input.seen(x & ~7, y & ~7), 0.8f));
    input.pace().at(0.1f);
    for (int layer = 0; layer < LAYERS; layer++) {
      layer(input, flow, bristles, layer, width(input, layer));
    }
    if (relief.length > 0) {
      Relief.light(canvas, relief, manner.relief(), input.study().lightX());
    }
    input.pace().at(1);
  }

  private float width(TechniqueInput input, int layer) {
    float width = input.unit() * manner.width() * (float) StrictMath.pow(0.58, layer);
    return Math.max(1.8f, Math.min(width, input.study().stage().head() * MAX_WIDTHS[layer]));
  }

  /** One pass of one brush over the whole picture. */
  private void layer(TechniqueInput input, Flow flow, Bristles bristles, int layer, float width)
      throws StoppedException {
    SeededRandom random = input.random("daub" + layer);
    float step = Math.max(2, width * (layer == 0 ? 0.7f : 0.62f));
    int number = 0;
    for (float y = -step; y < input.height() + step; y += step) {
      input.pace().at(0.1f + 0.85f * (layer + Math.max(0, y / (input.height() + step))) / LAYERS);
      for (float x = -step; x < input.width() + step; x += step) {
        float px = x + step * 0.7f * random.bell();
        float py = y + step * 0.7f * random.bell();
        if (wanted(input, px, py, layer)) {
          stroke(input, flow, bristles, random, px, py, width, number++);
        }
      }
    }
  }

  /** Fine brushes go only where the eye goes, and where the coarse ones have missed the colour. */
  private boolean wanted(TechniqueInput input, float x, float y, int layer) {
    if (layer == 0) {
      return true;
    }
    float weight = input.study().importance(x, y);
    if (layer == LAYERS - 1) {
      return weight > 0.75f;
    }
    int have = input.canvas().at(x, y);
    int want = input.seen(x, y);
    float miss = Math.abs(Rgb.luma(have) - Rgb.luma(want));
    int red = Math.abs(Rgb.red(have) - Rgb.red(want));
    int blue = Math.abs(Rgb.blue(have) - Rgb.blue(want));
    return miss + (red + blue) * 0.0015f > 0.17f - 0.14f * weight + 0.01f * layer;
  }

  /** Along the flow, straighter and truer in colour where the eye goes. */
  private void stroke(
      TechniqueInput input,
      Flow flow,
      Bristles bristles,
      SeededRandom random,
      float x,
      float y,
      float width,
      int number) {
    float weight = input.study().importance(x, y);
    float free = 1 - 0.75f * weight;
    float angle = flow.angle(x, y) + 0.22f * free * random.bell();
    float length = width * manner.slim() * random.between(0.7f, 1.2f) * (1 - 0.45f * weight);
    int rgb = strayed(input.seen(x, y), random, manner.jitter() * free);
    bristles.lay(
        new Bristles.Stroke(
            x, y, angle, length, width, 0.3f * random.bell() * free, rgb, manner.streak()),
        number);
  }

  /** Lighter or darker, and a touch warmer or cooler: unmixed paint. */
  static int strayed(int rgb, SeededRandom random, float jitter) {
    int light = (int) (26 * jitter * random.bell());
    int warm = (int) (20 * jitter * random.bell());
    return Rgb.of(
        Rgb.red(rgb) + light + warm,
        Rgb.green(rgb) + light + (int) (6 * jitter * random.bell()),
        Rgb.blue(rgb) + light - warm);
  }
}
