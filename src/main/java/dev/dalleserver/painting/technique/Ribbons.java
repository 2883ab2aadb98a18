package dev.dalleserver.painting.technique;

import dev.dalleserver.generation.CancelledException;
import dev.dalleserver.painting.canvas.Rgb;
import dev.dalleserver.painting.canvas.Ribbon;
import dev.dalleserver.painting.canvas.SeededRandom;
import dev.dalleserver.painting.canvas.Waves;

/** Long bands of colour that stream through the picture and bend around what is in it. */
final class Ribbons implements Technique {
  private static final int PASSES = 3;

  @Override
  public void paint(TechniqueInput easel) throws CancelledException {
    Flow flow = new Flow(easel, 0.55f + 0.6f * easel.energy());
    easel.cover(0, 0.1f, (x, y) -> Rgb.scale(easel.seen(x, y), 0.74f));
    for (int pass = 0; pass < PASSES; pass++) {
      pass(easel, flow, pass);
    }
    easel.pace().at(1);
  }

  /** Starts bands on a loose lattice, fine ones mostly on the figure. */
  private static void pass(TechniqueInput easel, Flow flow, int pass) throws CancelledException {
    SeededRandom dice = easel.dice("ribbons" + pass);
    float[] widths = {0.02f, 0.01f, 0.0048f};
    float width = Math.max(1.6f, easel.unit() * widths[pass]);
    float step = width * (pass == 0 ? 1.9f : 1.75f);
    for (float y = 0; y < easel.height() + step; y += step) {
      easel.pace().at(0.1f + 0.88f * (pass + y / (easel.height() + step)) / PASSES);
      for (float x = 0; x < easel.width() + step; x += step * 1.6f) {
        float px = x + step * dice.bell();
        float py = y + step * dice.bell();
        float weight = easel.study().importance(px, py);
        boolean wanted = pass == 0 || pass == 1 && weight > 0.2f || weight > 0.55f;
        if (wanted || dice.chance(pass == 1 ? 0.16f : 0.05f)) {
          trace(easel, flow, dice, px, py, width * dice.between(0.6f, 1.25f));
        }
      }
    }
  }

  /** Follows the flow both ways until the colour it stands for is left behind. */
  private static void trace(
      TechniqueInput easel, Flow flow, SeededRandom dice, float x, float y, float width) {
    int rgb = easel.seen(x, y);
    float weight = easel.study().importance(x, y);
    int part = easel.study().partAt(x, y);
    int most = (int) ((weight > 0.3f ? 9 : 26) * dice.between(0.6f, 1.3f));
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
      if (weight > 0.2f && easel.study().partAt(px, py) != part) {
        break;
      }
    }
    lay(easel, points, count, width, Daub.strayed(rgb, dice, 0.75f * (1 - 0.7f * weight)));
  }

  /** A dark edge first, then the band. */
  private static void lay(TechniqueInput easel, float[] points, int count, float width, int rgb) {
    if (count < 2) {
      easel.canvas().dot(points[0], points[1], width * 0.5f, rgb, 1);
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
    easel.canvas().fill(dark.outline(), Rgb.scale(rgb, 0.62f), 0.6f);
    easel.canvas().fill(body.outline(), rgb, 1);
  }
}
