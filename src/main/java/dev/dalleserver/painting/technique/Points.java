package dev.dalleserver.painting.technique;

import dev.dalleserver.painting.canvas.Canvas;
import dev.dalleserver.painting.canvas.Rgb;
import dev.dalleserver.painting.canvas.SeededRandom;
import dev.dalleserver.painting.canvas.Waves;
import dev.dalleserver.painting.scene.Role;

/**
 * Dots of pure colour that mix in the eye: each strays around the wheel from what it stands for.
 */
final class Points implements Technique {
  private static final int SHIFTS = 5;

  @Override
  public void paint(TechniqueInput input) throws StoppedException {
    Canvas canvas = input.canvas();
    int ground = Rgb.mix(input.paper(), input.palette().tint(Role.GROUND, 0.1f), 0.45f);
    canvas.clear(ground);
    for (int pass = 0; pass < 3; pass++) {
      pass(input, pass);
    }
    input.pace().at(1);
  }

  /** Dots on a lattice shaken loose; the last pass goes only to the figure. */
  private static void pass(TechniqueInput input, int pass) throws StoppedException {
    SeededRandom random = input.random("points" + pass);
    float radius = Math.max(1.1f, input.unit() * (pass == 2 ? 0.0026f : 0.0043f));
    float step = radius * (pass == 2 ? 2.1f : 1.9f);
    for (float y = 0; y < input.height() + step; y += step * 0.87f) {
      input.pace().at((pass + y / (input.height() + step)) / 3);
      for (float x = 0; x < input.width() + step; x += step) {
        float px = x + step * 0.35f * random.bell();
        float py = y + step * 0.35f * random.bell();
        float weight = input.study().importance(px, py);
        if (pass == 2 && weight < 0.3f) {
          continue;
        }
        int rgb = turned(input.seen(px, py), random, weight);
        float size = radius * random.between(0.75f, 1.15f) * (1 - 0.25f * weight);
        input.canvas().dot(px, py, size, rgb, 0.94f);
      }
    }
  }

  /** Lighter or darker, warmer or cooler by chance: neighbours together make the colour. */
  private static int turned(int rgb, SeededRandom random, float weight) {
    float way = (random.below(SHIFTS) - SHIFTS / 2) / (float) (SHIFTS / 2);
    float stray = (1 - 0.65f * weight) * way;
    int light = (int) (34 * stray * random.between(0.4f, 1));
    // A cheap turn of the hue: channels are rotated into each other by a little.
    int red = Rgb.red(rgb);
    int green = Rgb.green(rgb);
    int blue = Rgb.blue(rgb);
    float turn = 0.28f * stray;
    return Rgb.of(
        (int) Waves.mix(red, turn > 0 ? green : blue, Math.abs(turn)) + light,
        (int) Waves.mix(green, turn > 0 ? blue : red, Math.abs(turn)) + light,
        (int) Waves.mix(blue, turn > 0 ? red : green, Math.abs(turn)) + light);
  }
}
