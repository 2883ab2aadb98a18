package dev.dalleserver.painting.technique;

import dev.dalleserver.generation.CancelledException;
import dev.dalleserver.painting.canvas.Affine;
import dev.dalleserver.painting.canvas.Field;
import dev.dalleserver.painting.canvas.Outline;
import dev.dalleserver.painting.canvas.Rgb;
import dev.dalleserver.painting.canvas.SeededRandom;
import dev.dalleserver.painting.canvas.Waves;
import dev.dalleserver.painting.scene.Role;

/**
 * Flat bright shapes filled with patient dashes, rimmed with dots, flowers wherever there is room.
 */
final class Folk implements Technique {
  @Override
  public void paint(TechniqueInput easel) throws CancelledException {
    Field wood = easel.cloud("wood", 5, 4);
    easel.cover(
        0,
        0.3f,
        (x, y) -> {
          int flat = Halftone.posted(easel.seen(x, y));
          int bright = Rgb.shift(flat, (int) (9 * wood.at(x, y)));
          boolean ground = easel.study().importance(x, y) < 0.06f;
          return ground ? Rgb.mix(bright, easel.palette().tint(Role.GROUND, 0), 0.5f) : bright;
        });
    flowers(easel);
    dashes(easel);
    Contours.draw(
        easel, easel.pace().part(0.75f, 0.88f), 0.0058f, 0.1f, Rgb.scale(easel.ink(), 0.8f));
    beads(easel);
    easel.pace().at(1);
  }

  /** Rows of strokes that follow the forms, as the Gond painters fill their animals. */
  private static void dashes(TechniqueInput easel) throws CancelledException {
    Flow flow = new Flow(easel, 0.4f);
    SeededRandom dice = easel.dice("dashes");
    float step = Math.max(3.4f, easel.mark(0.0125f));
    for (float y = 0; y < easel.height(); y += step) {
      easel.pace().at(0.45f + 0.3f * y / easel.height());
      for (float x = 0; x < easel.width(); x += step) {
        float weight = easel.study().importance(x, y);
        if (weight > 0.3f && weight < 0.75f && inside(easel, x, y, step * 0.6f)) {
          int rgb = easel.seen(x, y);
          int mark = Rgb.luma(rgb) > 0.45f ? Rgb.scale(rgb, 0.62f) : Rgb.shift(rgb, 62);
          float angle = flow.angle(x, y);
          Outline dash =
              Outline.ellipse(0, 0, step * 0.36f, step * 0.11f)
                  .placed(Affine.translate(x, y).turned(angle + 0.1f * dice.bell()));
          easel.canvas().fill(dash, mark, 0.85f);
        }
      }
    }
  }

  /** True where a dash would not cross an edge. */
  private static boolean inside(TechniqueInput easel, float x, float y, float reach) {
    int part = easel.study().partAt(x, y);
    return easel.study().partAt(x + reach, y) == part
        && easel.study().partAt(x - reach, y) == part
        && easel.study().partAt(x, y + reach) == part
        && easel.study().partAt(x, y - reach) == part;
  }

  /** Dots of light paint along the outer contour of the figure. */
  private static void beads(TechniqueInput easel) throws CancelledException {
    int gap = Math.max(4, (int) easel.mark(0.0135f));
    float radius = Math.max(1, gap * 0.24f);
    int pale = Rgb.mix(easel.paper(), easel.palette().tint(Role.SPARK, 0.15f), 0.25f);
    float reach = gap * 0.75f;
    for (int y = gap / 2; y < easel.height(); y += gap) {
      easel.pace().at(0.88f + 0.11f * y / easel.height());
      for (int x = gap / 2; x < easel.width(); x += gap) {
        if (easel.study().importance(x, y) < 0.2f) {
          float around =
              Math.max(
                  Math.max(
                      easel.study().importance(x + reach, y),
                      easel.study().importance(x - reach, y)),
                  Math.max(
                      easel.study().importance(x, y + reach),
                      easel.study().importance(x, y - reach)));
          if (around > 0.3f) {
            easel.canvas().dot(x, y, radius, pale, 0.95f);
          }
        }
      }
    }
  }

  /** Only where there is room for a whole one. */
  private static void flowers(TechniqueInput easel) throws CancelledException {
    SeededRandom dice = easel.dice("flowers");
    int count = easel.scene().density().count(46);
    for (int i = 0; i < count; i++) {
      easel.pace().at(0.3f + 0.15f * i / count);
      float size = easel.unit() * dice.between(0.018f, 0.05f);
      float x = easel.width() * dice.unit();
      float y = easel.height() * dice.unit();
      float clear = size * 1.3f;
      boolean free = true;
      for (int probe = 0; probe < 8; probe++) {
        float angle = Waves.TAU * probe / 8;
        float px = x + clear * Waves.cos(angle);
        float py = y + clear * Waves.sin(angle);
        free &= easel.study().importance(px, py) < 0.2f;
      }
      if (free) {
        flower(easel, dice, x, y, size);
      }
    }
  }

  private static void flower(
      TechniqueInput easel, SeededRandom dice, float x, float y, float size) {
    Role role = new Role[] {Role.SPARK, Role.CLOTH, Role.BODY, Role.PAPER}[dice.below(4)];
    int petals = 5 + dice.below(4);
    float turn = dice.between(0, 6);
    int leafColor =
        easel.palette().tint(Role.GROUND, easel.palette().base(Role.GROUND) > 0.5f ? -0.3f : 0.25f);
    for (int i = 0; i < 2; i++) {
      petal(easel, x, y, size * 1.35f, turn + 0.4f + Waves.PI * i, leafColor);
    }
    for (int i = 0; i < petals; i++) {
      float angle = turn + Waves.TAU * i / petals;
      petal(easel, x, y, size, angle, easel.palette().tint(role, -0.04f));
      petal(easel, x, y, size * 0.62f, angle, easel.palette().tint(role, 0.12f));
    }
    easel.canvas().dot(x, y, size * 0.24f, easel.palette().tint(Role.SPARK, 0.14f), 1);
    easel.canvas().dot(x, y, size * 0.11f, easel.ink(), 0.9f);
  }

  private static void petal(
      TechniqueInput easel, float x, float y, float size, float angle, int rgb) {
    Outline petal = Outline.path("M0,0 C0.3,-0.5 0.95,-0.32 1,0 C0.95,0.32 0.3,0.5 0,0");
    easel
        .canvas()
        .fill(petal.placed(Affine.translate(x, y).turned(angle).scaled(size, size)), rgb, 1);
  }
}
