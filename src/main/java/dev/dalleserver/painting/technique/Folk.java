package dev.dalleserver.painting.technique;

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
  public void paint(TechniqueInput input) throws StoppedException {
    Field wood = input.cloud("wood", 5, 4);
    input.cover(
        0,
        0.3f,
        (x, y) -> {
          int flat = Halftone.posted(input.seen(x, y));
          int bright = Rgb.shift(flat, (int) (9 * wood.at(x, y)));
          boolean ground = input.study().importance(x, y) < 0.06f;
          return ground ? Rgb.mix(bright, input.palette().tint(Role.GROUND, 0), 0.5f) : bright;
        });
    flowers(input);
    dashes(input);
    Contours.draw(
        input, input.pace().part(0.75f, 0.88f), 0.0058f, 0.1f, Rgb.scale(input.ink(), 0.8f));
    beads(input);
    input.pace().at(1);
  }

  /** Rows of strokes that follow the forms, as the Gond painters fill their animals. */
  private static void dashes(TechniqueInput input) throws StoppedException {
    Flow flow = new Flow(input, 0.4f);
    SeededRandom random = input.random("dashes");
    float step = Math.max(3.4f, input.mark(0.0125f));
    for (float y = 0; y < input.height(); y += step) {
      input.pace().at(0.45f + 0.3f * y / input.height());
      for (float x = 0; x < input.width(); x += step) {
        float weight = input.study().importance(x, y);
        if (weight > 0.3f && weight < 0.75f && inside(input, x, y, step * 0.6f)) {
          int rgb = input.seen(x, y);
          int mark = Rgb.luma(rgb) > 0.45f ? Rgb.scale(rgb, 0.62f) : Rgb.shift(rgb, 62);
          float angle = flow.angle(x, y);
          Outline dash =
              Outline.ellipse(0, 0, step * 0.36f, step * 0.11f)
                  .placed(Affine.translate(x, y).turned(angle + 0.1f * random.bell()));
          input.canvas().fill(dash, mark, 0.85f);
        }
      }
    }
  }

  /** True where a dash would not cross an edge. */
  private static boolean inside(TechniqueInput input, float x, float y, float reach) {
    int part = input.study().partAt(x, y);
    return input.study().partAt(x + reach, y) == part
        && input.study().partAt(x - reach, y) == part
        && input.study().partAt(x, y + reach) == part
        && input.study().partAt(x, y - reach) == part;
  }

  /** Dots of light paint along the outer contour of the figure. */
  private static void beads(TechniqueInput input) throws StoppedException {
    int gap = Math.max(4, (int) input.mark(0.0135f));
    float radius = Math.max(1, gap * 0.24f);
    int pale = Rgb.mix(input.paper(), input.palette().tint(Role.SPARK, 0.15f), 0.25f);
    float reach = gap * 0.75f;
    for (int y = gap / 2; y < input.height(); y += gap) {
      input.pace().at(0.88f + 0.11f * y / input.height());
      for (int x = gap / 2; x < input.width(); x += gap) {
        if (input.study().importance(x, y) < 0.2f) {
          float around =
              Math.max(
                  Math.max(
                      input.study().importance(x + reach, y),
                      input.study().importance(x - reach, y)),
                  Math.max(
                      input.study().importance(x, y + reach),
                      input.study().importance(x, y - reach)));
          if (around > 0.3f) {
            input.canvas().dot(x, y, radius, pale, 0.95f);
          }
        }
      }
    }
  }

  /** Only where there is room for a whole one. */
  private static void flowers(TechniqueInput input) throws StoppedException {
    SeededRandom random = input.random("flowers");
    int count = input.scene().density().count(46);
    for (int i = 0; i < count; i++) {
      input.pace().at(0.3f + 0.15f * i / count);
      float size = input.unit() * random.between(0.018f, 0.05f);
      float x = input.width() * random.unit();
      float y = input.height() * random.unit();
      float clear = size * 1.3f;
      boolean free = true;
      for (int probe = 0; probe < 8; probe++) {
        float angle = Waves.TAU * probe / 8;
        float px = x + clear * Waves.cos(angle);
        float py = y + clear * Waves.sin(angle);
        free &= input.study().importance(px, py) < 0.2f;
      }
      if (free) {
        flower(input, random, x, y, size);
      }
    }
  }

  private static void flower(
      TechniqueInput input, SeededRandom random, float x, float y, float size) {
    Role role = new Role[] {Role.SPARK, Role.CLOTH, Role.BODY, Role.PAPER}[random.below(4)];
    int petals = 5 + random.below(4);
    float turn = random.between(0, 6);
    int leafColor =
        input.palette().tint(Role.GROUND, input.palette().base(Role.GROUND) > 0.5f ? -0.3f : 0.25f);
    for (int i = 0; i < 2; i++) {
      petal(input, x, y, size * 1.35f, turn + 0.4f + Waves.PI * i, leafColor);
    }
    for (int i = 0; i < petals; i++) {
      float angle = turn + Waves.TAU * i / petals;
      petal(input, x, y, size, angle, input.palette().tint(role, -0.04f));
      petal(input, x, y, size * 0.62f, angle, input.palette().tint(role, 0.12f));
    }
    input.canvas().dot(x, y, size * 0.24f, input.palette().tint(Role.SPARK, 0.14f), 1);
    input.canvas().dot(x, y, size * 0.11f, input.ink(), 0.9f);
  }

  private static void petal(
      TechniqueInput input, float x, float y, float size, float angle, int rgb) {
    Outline petal = Outline.path("M0,0 C0.3,-0.5 0.95,-0.32 1,0 C0.95,0.32 0.3,0.5 0,0");
    input
        .canvas()
        .fill(petal.placed(Affine.translate(x, y).turned(angle).scaled(size, size)), rgb, 1);
  }
}
