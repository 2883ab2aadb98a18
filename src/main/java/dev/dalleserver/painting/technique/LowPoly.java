package dev.dalleserver.painting.technique;

import dev.dalleserver.painting.canvas.Outline;
import dev.dalleserver.painting.canvas.Rgb;
import dev.dalleserver.painting.canvas.SeededRandom;

/** A mesh of triangles, small where there is much to see, each in one colour under one light. */
final class LowPoly implements Technique {
  @Override
  public void paint(TechniqueInput input) throws StoppedException {
    input.canvas().copy(input.study().colors());
    SeededRandom random = input.random("mesh");
    float cell = input.unit() / 8;
    int across = (int) Math.ceil(input.width() / cell);
    int down = (int) Math.ceil(input.height() / cell);
    for (int row = 0; row < down; row++) {
      for (int column = 0; column < across; column++) {
        input.pace().at((row * across + column) / (float) (across * down));
        float x = column * cell;
        float y = row * cell;
        boolean lean = (row + column) % 2 == 0;
        if (lean) {
          split(input, random, x, y, x + cell, y, x, y + cell, 0);
          split(input, random, x + cell, y + cell, x, y + cell, x + cell, y, 0);
        } else {
          split(input, random, x + cell, y, x + cell, y + cell, x, y, 0);
          split(input, random, x, y + cell, x, y, x + cell, y + cell, 0);
        }
      }
    }
    input.pace().at(1);
  }

  /** The right angle is at the first corner; a split goes through the middle of the long side. */
  private static void split(
      TechniqueInput input,
      SeededRandom random,
      float ax,
      float ay,
      float bx,
      float by,
      float cx,
      float cy,
      int depth) {
    float size = Math.abs(bx - cx) + Math.abs(by - cy);
    float mx = (bx + cx) / 2;
    float my = (by + cy) / 2;
    float gx = (ax + bx + cx) / 3;
    float gy = (ay + by + cy) / 3;
    float weight = Math.max(input.study().importance(gx, gy), input.study().importance(mx, my));
    float smallest = Math.max(4, input.mark(weight > 0.75f ? 0.011f : 0.024f));
    boolean mixed =
        input.study().partAt(ax, ay) != input.study().partAt(gx, gy)
            || input.study().partAt(bx, by) != input.study().partAt(gx, gy)
            || input.study().partAt(cx, cy) != input.study().partAt(gx, gy);
    boolean more = mixed || weight > 0.75f && depth < 5 || depth < 2 && random.chance(0.4f);
    if (more && size > smallest && depth < 9) {
      split(input, random, mx, my, ax, ay, bx, by, depth + 1);
      split(input, random, mx, my, cx, cy, ax, ay, depth + 1);
      return;
    }
    face(input, random, ax, ay, bx, by, cx, cy, gx, gy);
  }

  /** One colour from the middle of the triangle. */
  private static void face(
      TechniqueInput input,
      SeededRandom random,
      float ax,
      float ay,
      float bx,
      float by,
      float cx,
      float cy,
      float gx,
      float gy) {
    int rgb = Rgb.mix(input.seen(gx, gy), input.seen((ax + gx) / 2, (ay + gy) / 2), 0.4f);
    float weight = input.study().importance(gx, gy);
    int light = (int) ((weight > 0.75f ? 9 : 24) * random.bell());
    float grow = 0.35f;
    Outline triangle =
        Outline.polygon(
            out(ax, gx, grow),
            out(ay, gy, grow),
            out(bx, gx, grow),
            out(by, gy, grow),
            out(cx, gx, grow),
            out(cy, gy, grow));
    input.canvas().fill(triangle, Rgb.shift(rgb, light), 1);
  }

  /** A little over the edge, so that no ground shows between neighbours. */
  private static float out(float corner, float middle, float by) {
    return corner + Math.signum(corner - middle) * by;
  }
}
