package dev.dalleserver.painting.technique;

import dev.dalleserver.painting.canvas.Rgb;
import dev.dalleserver.painting.canvas.Ribbon;
import dev.dalleserver.painting.canvas.SeededRandom;
import dev.dalleserver.painting.canvas.Waves;

/** Long bands of colour that stream through the picture and bend around what is in it. */
final class Ribbons implements Technique {
  private static final int PASSES = 3;

  @Override
  public void paint(TechniqueInput input) throws StoppedException {
    Flow flow = new Flow(input, 0.55f + 0.6f * input.energy());
    input.cover(0, 0.1f, (x, y) -> Rgb.scale(input.seen(x, y), 0.74f));
    for (int pass = 0; pass < PASSES; pass++) {
      pass(input, flow, pass);
    }
    input.pace().at(1);
  }

  /** Starts bands on a loose lattice, fine ones mostly on the figure. */
  private static void pass(TechniqueInput input, Flow flow, int pass) throws StoppedException {
    SeededRandom random = input.random("ribbons" + pass);
    float[] widths = {0.02f, 0.01f, 0.0048f};
    float width = Math.max(1.6f, input.unit() * widths[pass]);
    float step = width * (pass == 0 ? 1.9f : 1.75f);
    for (float y = 0; y < input.height() + step; y += step) {
      input.pace().at(0.1f + 0.88f * (pass + y / (input.height() + step)) / PASSES);
      for (float x = 0; x < input.width() + step; x += step * 1.6f) {
        float px = x + step * random.bell();
        float py = y + step * random.bell();
        float weight = input.study().importance(px, py);
        boolean wanted = pass == 0 || pass == 1 && weight > 0.2f || weight > 0.55f;
        if (wanted || random.chance(pass == 1 ? 0.16f : 0.05f)) {
          trace(input, flow, random, px, py, width * random.between(0.6f, 1.25f));
        }
      }
    }
  }

  /** Follows the flow both ways until the colour it stands for is left behind. */
  private static void trace(
      TechniqueInput input, Flow flow, SeededRandom random, float x, float y, float width) {
    int rgb = input.seen(x, y);
    float weight = input.study().importance(x, y);
    int part = input.study().partAt(x, y);
    int most = (int) ((weight > 0.3f ? 9 : 26) * random.between(0.6f, 1.3f));
    float stride = Math.max(2.5f, width * 0.8f);
    float[] points = new float[2 * most];
    float px = x;
    float py = y;
    float heading = flow.angle(x, y);
    int count = 0;
    while (count < most) {
      points[2 * count] = px;
      points[2 * count + 1] = py;
      count++;
      float next = flow.angle(px, py);
      // Directions are lines, not arrows: take the end that goes on ahead.
      float turn = next - heading;
      heading = Waves.cos(turn) < 0 ? next + Waves.PI : next;
      px += stride * Waves.cos(heading);
      py += stride * Waves.sin(heading);
      if (weight > 0.2f && input.study().partAt(px, py) != part) {
        break;
      }
    }
    lay(input, points, count, width, Daub.strayed(rgb, random, 0.75f * (1 - 0.7f * weight)));
  }

  /** A dark edge first, then the band. */
  private static void lay(TechniqueInput input, float[] points, int count, float width, int rgb) {
    if (count < 2) {
      input.canvas().dot(points[0], points[1], width * 0.5f, rgb, 1);
      return;
    }
    Ribbon dark = new Ribbon();
    Ribbon body = new Ribbon();
    for (int i = 0; i < count; i++) {
      float t = (float) i / (count - 1);
      float swell = width * (0.25f + 0.75f * Waves.sin(Waves.PI * (0.12f + 0.8f * t)));
      dark.to(points[2 * i] + 0.4f, points[2 * i + 1] + width * 0.14f, swell * 1.1f);
      body.to(points[2 * i], points[2 * i + 1], swell);
    }
    input.canvas().fill(dark.outline(), Rgb.scale(rgb, 0.62f), 0.6f);
    input.canvas().fill(body.outline(), rgb, 1);
  }
}
