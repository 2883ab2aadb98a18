package dev.dalleserver.painting.technique;

import dev.dalleserver.generation.CancelledException;
import dev.dalleserver.painting.canvas.Outline;
import dev.dalleserver.painting.canvas.Rgb;
import dev.dalleserver.painting.canvas.SeededRandom;

/** A mesh of triangles, small where there is much to see, each in one colour under one light. */
final class LowPoly implements Technique {
  @Override
  public void paint(TechniqueInput easel) throws CancelledException {
    easel.canvas().copy(easel.study().colors());
    SeededRandom dice = easel.dice("mesh");
    float cell = easel.unit() / 8;
    int across = (int) Math.ceil(easel.width() / cell);
    int down = (int) Math.ceil(easel.height() / cell);
    for (int row = 0; row < down; row++) {
      for (int column = 0; column < across; column++) {
        easel.pace().at((row * across + column) / (float) (across * down));
        float x = column * cell;
        float y = row * cell;
        boolean lean = (row + column) % 2 == 0;
        if (lean) {
          split(easel, dice, x, y, x + cell, y, x, y + cell, 0);
          split(easel, dice, x + cell, y + cell, x, y + cell, x + cell, y, 0);
        } else {
          split(easel, dice, x + cell, y, x + cell, y + cell, x, y, 0);
          split(easel, dice, x, y + cell, x, y, x + cell, y + cell, 0);
        }
      }
    }
    easel.pace().at(1);
  }

  /** The right angle is at the first corner; a split goes through the middle of the long side. */
  private static void split(
      TechniqueInput easel,
      SeededRandom dice,
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
    float weight = Math.max(easel.study().importance(gx, gy), easel.study().importance(mx, my));
    float smallest = Math.max(4, easel.mark(weight > 0.75f ? 0.011f : 0.024f));
    boolean mixed =
        easel.study().partAt(ax, ay) != easel.study().partAt(gx, gy)
            || easel.study().partAt(bx, by) != easel.study().partAt(gx, gy)
            || easel.study().partAt(cx, cy) != easel.study().partAt(gx, gy);
    boolean more = mixed || weight > 0.75f && depth < 5 || depth < 2 && dice.chance(0.4f);
    if (more && size > smallest && depth < 9) {
      split(easel, dice, mx, my, ax, ay, bx, by, depth + 1);
      split(easel, dice, mx, my, cx, cy, ax, ay, depth + 1);
      return;
    }
    face(easel, dice, ax, ay, bx, by, cx, cy, gx, gy);
  }

  /** One colour from the middle of the triangle. */
  private static void face(
      TechniqueInput easel,
      SeededRandom dice,
      float ax,
      float ay,
      float bx,
      float by,
      float cx,
      float cy,
      float gx,
      float gy) {
    int rgb = Rgb.mix(easel.seen(gx, gy), easel.seen((ax + gx) / 2, (ay + gy) / 2), 0.4f);
    float weight = easel.study().importance(gx, gy);
    int light = (int) ((weight > 0.75f ? 9 : 24) * dice.bell());
    float grow = 0.35f;
    Outline triangle =
        Outline.polygon(
            out(ax, gx, grow),
            out(ay, gy, grow),
            out(bx, gx, grow),
            out(by, gy, grow),
            out(cx, gx, grow),
            out(cy, gy, grow));
    easel.canvas().fill(triangle, Rgb.shift(rgb, light), 1);
  }

  /** A little over the edge, so that no ground shows between neighbours. */
  private static float out(float corner, float middle, float by) {
    return corner + Math.signum(corner - middle) * by;
  }
}
