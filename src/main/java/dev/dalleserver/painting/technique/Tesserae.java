package dev.dalleserver.painting.technique;

import dev.dalleserver.painting.canvas.Canvas;
import dev.dalleserver.painting.canvas.Outline;
import dev.dalleserver.painting.canvas.Rgb;
import dev.dalleserver.painting.canvas.SeededRandom;
import dev.dalleserver.painting.canvas.Waves;
import dev.dalleserver.painting.scene.Role;

/** Small stones set in rows that follow the shapes, with grout between and gold here and there. */
final class Tesserae implements Technique {
  @Override
  public void paint(TechniqueInput input) throws StoppedException {
    Canvas canvas = input.canvas();
    int grout = Rgb.mix(input.palette().tint(Role.GROUND, -0.25f), input.ink(), 0.45f);
    canvas.paint((x, y) -> Rgb.mix(grout, input.seen(x, y), 0.18f));
    Flow flow = new Flow(input, 0.5f);
    input.pace().at(0.15f);
    float stone = Math.max(3.4f, input.mark(0.0155f));
    lay(input, flow, stone, false);
    lay(input, flow, stone * 0.58f, true);
    input.pace().at(1);
  }

  /** Coarse stones for the ground, fine ones for the face. */
  private static void lay(TechniqueInput input, Flow flow, float stone, boolean fine)
      throws StoppedException {
    SeededRandom random = input.random("stones" + fine);
    float step = stone * 1.02f;
    for (float y = 0; y < input.height() + step; y += step) {
      input.pace().at((fine ? 0.6f : 0.15f) + 0.4f * Math.min(1, y / input.height()));
      for (float x = 0; x < input.width() + step; x += step) {
        float px = x + step * 0.16f * random.bell();
        float py = y + step * 0.16f * random.bell();
        boolean close = input.study().importance(px, py) > 0.65f;
        if (close == fine) {
          set(input, flow.angle(px, py), px, py, stone, random);
        }
      }
    }
  }

  /** A shadow in the grout, the stone, and a glint. */
  private static void set(
      TechniqueInput input, float angle, float x, float y, float stone, SeededRandom random) {
    float turn = angle + 0.1f * random.bell();
    int rgb = Daub.strayed(input.seen(x, y), random, 0.85f);
    if (random.chance(0.03f) && input.study().importance(x, y) < 0.3f) {
      rgb = input.palette().tint(Role.SPARK, 0.16f);
    }
    Outline shape = tile(x, y, turn, stone * 0.46f, random);
    float light = input.study().lightX() < 0 ? 1 : -1;
    input
        .canvas()
        .fill(
            tile(x + 0.6f * light, y + 0.9f, turn, stone * 0.48f, random),
            Rgb.scale(rgb, 0.55f),
            0.7f);
    input.canvas().fill(shape, rgb, 1);
    if (stone > 7) {
      float glint = stone * 0.16f;
      input.canvas().dot(x - glint * light, y - glint, stone * 0.17f, Rgb.shift(rgb, 26), 0.55f);
    }
  }

  /** A square whose corners are a little off, as if nipped by hand. */
  private static Outline tile(float x, float y, float turn, float half, SeededRandom random) {
    Outline tile = new Outline();
    for (int corner = 0; corner < 4; corner++) {
      float angle = turn + Waves.PI / 4 + Waves.PI / 2 * corner;
      float reach = half * 1.38f * random.between(0.85f, 1.06f);
      float px = x + reach * Waves.cos(angle);
      float py = y + reach * Waves.sin(angle);
      if (corner == 0) {
        tile.moveTo(px, py);
      } else {
        tile.lineTo(px, py);
      }
    }
    return tile;
  }
}
