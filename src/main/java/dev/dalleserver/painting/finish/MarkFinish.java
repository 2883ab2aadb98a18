package dev.dalleserver.painting.finish;

import dev.dalleserver.painting.canvas.Affine;
import dev.dalleserver.painting.canvas.Canvas;
import dev.dalleserver.painting.canvas.Outline;
import dev.dalleserver.painting.canvas.Rgb;
import dev.dalleserver.painting.canvas.Ribbon;
import dev.dalleserver.painting.canvas.SeededRandom;
import dev.dalleserver.painting.canvas.Waves;
import dev.dalleserver.painting.scene.Role;
import dev.dalleserver.painting.scene.Stage;
import dev.dalleserver.painting.scene.StyleGroup;
import dev.dalleserver.painting.technique.StoppedException;
import dev.dalleserver.painting.technique.TechniqueInput;
import java.util.List;

/** Second styles that leave marks: planes, splashes, drawn circles, dots, strips of paper. */
final class MarkFinish {
  private final TechniqueInput input;
  private final Canvas canvas;
  private final Stage stage;
  private final SeededRandom random;
  private final float unit;

  MarkFinish(TechniqueInput input) {
    this.input = input;
    this.canvas = input.canvas();
    this.stage = input.study().stage();
    this.random = input.random("finish");
    this.unit = input.unit();
  }

  void apply(StyleGroup group) throws StoppedException {
    switch (group) {
      case CUBISM -> planes();
      case ABSTRACTION, EXPRESSIONISM -> splashes(group == StyleGroup.EXPRESSIONISM);
      case GEOMETRY -> circles();
      case POP -> dots();
      case COLLAGE -> strips();
      case FOLK, ORNAMENT -> garland(group == StyleGroup.FOLK);
      default -> sketch();
    }
    input.pace().at(1);
  }

  private boolean free(float x, float y) {
    return input.study().importance(x, y) < 0.25f;
  }

  /** Lightens or darkens whole planes, as if the sheet were folded. */
  private void planes() {
    for (int i = 0; i < 9; i++) {
      float x = canvas.width() * random.unit();
      float y = canvas.height() * random.unit();
      float angle = Waves.TAU * random.unit();
      float far = unit * random.between(0.4f, 0.9f);
      float spread = random.between(0.3f, 0.8f);
      Outline plane =
          Outline.polygon(
              x,
              y,
              x + far * Waves.cos(angle),
              y + far * Waves.sin(angle),
              x + far * Waves.cos(angle + spread),
              y + far * Waves.sin(angle + spread));
      int shift = (i % 2 == 0 ? 1 : -1) * (10 + random.below(9));
      canvas.fill(plane, (px, py) -> Rgb.shift(canvas.at(px, py), shift), 1);
    }
  }

  /** On the ground only, in colours of the palette. */
  private void splashes(boolean broad) {
    Role[] roles = {Role.SPARK, Role.CLOTH, Role.BODY, Role.PAPER};
    int count = input.study().scene().density().count(broad ? 16 : 30);
    for (int i = 0; i < count; i++) {
      float x = canvas.width() * random.unit();
      float y = canvas.height() * random.unit();
      int rgb = input.palette().tint(random.pick(List.of(roles)), 0.05f * random.bell());
      if (!free(x, y)) {
        continue;
      }
      if (broad) {
        sweep(x, y, rgb);
      } else {
        drop(x, y, rgb);
      }
    }
  }

  /** A stroke of a coarse brush: five hairs that part. */
  private void sweep(float x, float y, int rgb) {
    float angle = Waves.TAU * random.unit();
    float length = unit * random.between(0.05f, 0.14f);
    float width = unit * random.between(0.006f, 0.018f);
    for (int hair = -2; hair <= 2; hair++) {
      float off = hair * width * 0.32f;
      float ox = -Waves.sin(angle) * off;
      float oy = Waves.cos(angle) * off;
      Ribbon line =
          new Ribbon()
              .to(x + ox, y + oy, width * 0.36f)
              .to(
                  x + ox + length * 0.6f * Waves.cos(angle + 0.1f),
                  y + oy + length * 0.6f * Waves.sin(angle + 0.1f),
                  width * 0.3f)
              .to(
                  x + ox + length * random.between(0.8f, 1.1f) * Waves.cos(angle + 0.25f),
                  y + oy + length * Waves.sin(angle + 0.25f),
                  0.4f);
      canvas.fill(line.smooth().outline(), Rgb.shift(rgb, hair * 8), 0.85f);
    }
  }

  /** A drop with beads flung to one side, and now and then a run. */
  private void drop(float x, float y, int rgb) {
    float radius = unit * 0.012f * random.unit() * random.unit() + 1;
    canvas.dot(x, y, radius, rgb, 0.95f);
    int beads = random.below(6);
    float angle = Waves.TAU * random.unit();
    for (int i = 1; i <= beads; i++) {
      float way = radius * (1 + i * random.between(0.9f, 1.6f));
      canvas.dot(
          x + way * Waves.cos(angle),
          y + way * Waves.sin(angle),
          radius * 0.6f / i + 0.5f,
          rgb,
          0.95f);
    }
    if (random.chance(0.25f)) {
      Ribbon run =
          new Ribbon()
              .to(x, y, radius * 0.7f)
              .to(x, y + unit * random.between(0.04f, 0.16f), radius * 0.35f);
      canvas.fill(run.outline(), rgb, 0.95f);
    }
  }

  /** The lines by which the picture was planned. */
  private void circles() {
    float lightness = input.palette().base(Role.GROUND);
    int line = input.palette().contrast(lightness);
    float thin = Math.max(0.8f, unit * 0.0016f);
    for (int i = 0; i < 5; i++) {
      float radius = stage.head() * (1.5f + 1.1f * i);
      ring(stage.faceX(), stage.faceY(), radius, thin, line);
    }
    for (int i = 0; i < 6; i++) {
      float angle = Waves.PI * i / 6 + stage.tilt();
      float far = canvas.width() + canvas.height();
      Ribbon rule =
          new Ribbon()
              .to(
                  stage.faceX() - far * Waves.cos(angle),
                  stage.faceY() - far * Waves.sin(angle),
                  thin)
              .to(
                  stage.faceX() + far * Waves.cos(angle),
                  stage.faceY() + far * Waves.sin(angle),
                  thin);
      behind(rule.outline(), line, 0.28f);
    }
  }

  private void ring(float x, float y, float radius, float width, int rgb) {
    Outline ring = Outline.circle(x, y, radius);
    behind(ring.and(Outline.circle(x, y, radius - width).reversed()), rgb, 0.4f);
  }

  /** Draws on the ground only: the figure stands in front. */
  private void behind(Outline outline, int rgb, float opacity) {
    canvas.fill(
        outline,
        (px, py) -> {
          int base = canvas.at(px, py);
          return free(px, py) ? Rgb.mix(base, rgb, opacity) : base;
        },
        1);
  }

  /** Rows of dots that grow with the dark. */
  private void dots() throws StoppedException {
    float pitch = Math.max(6, unit * 0.017f);
    int rgb = input.palette().tint(Role.SPARK, -0.02f);
    for (float y = 0; y < canvas.height(); y += pitch * 0.866f) {
      input.pace().at(y / canvas.height() * 0.95f);
      boolean odd = (int) (y / (pitch * 0.866f)) % 2 == 1;
      for (float x = odd ? pitch / 2 : 0; x < canvas.width(); x += pitch) {
        if (free(x, y)) {
          float dark = 1 - Rgb.luma(canvas.at(x, y));
          canvas.dot(x, y, pitch * (0.1f + 0.28f * dark), rgb, 0.5f);
        }
      }
    }
  }

  /** Torn paper along the sides, with its shadow. */
  private void strips() {
    Role[] roles = {Role.CLOTH, Role.PAPER, Role.SPARK, Role.BODY};
    for (int i = 0; i < 5; i++) {
      boolean left = random.chance(0.5f);
      float x = left ? unit * 0.07f * random.unit() : canvas.width() - unit * 0.07f * random.unit();
      float y = canvas.height() * random.unit();
      float length = unit * random.between(0.12f, 0.3f);
      float wide = unit * random.between(0.03f, 0.08f);
      Outline strip = new Outline().moveTo(-length, -wide);
      for (int side = 0; side < 2; side++) {
        for (int step = 0; step <= 14; step++) {
          float t = side == 0 ? step / 14f : 1 - step / 14f;
          float rip = wide * (1 + 0.12f * random.bell()) * (side == 0 ? -1 : 1);
          strip.lineTo(length * (2 * t - 1), rip);
        }
      }
      Affine place =
          Affine.translate(x, y).turned(random.between(-0.9f, 0.9f) + (left ? 0 : Waves.PI));
      int rgb = input.palette().tint(roles[i % 4], 0.06f * random.bell());
      behind(
          strip.placed(Affine.translate(unit * 0.006f, unit * 0.009f).times(place)),
          0x101010,
          0.35f);
      behind(strip.placed(place.scaled(1.02f, 1.06f)), 0xf6f2ea, 1);
      behind(strip.placed(place), rgb, 1);
    }
  }

  /** Flowers, or golden drops, along two corners. */
  private void garland(boolean flowers) {
    int count = input.study().scene().density().count(11);
    for (int corner = 0; corner < 2; corner++) {
      for (int i = 0; i < count; i++) {
        float t = (float) i / count;
        float way = unit * 0.36f * t;
        float in = unit * (0.035f + 0.02f * Waves.sin(t * 14));
        boolean across = i % 2 == 0;
        float x = corner == 0 ? (across ? way : in) : canvas.width() - (across ? way : in);
        float y = corner == 0 ? canvas.height() - (across ? in : way) : across ? in : way;
        if (free(x, y)) {
          blossom(x, y, unit * 0.021f * (1.15f - 0.6f * t), flowers);
        }
      }
    }
  }

  /** Six petals, or three golden drops. */
  private void blossom(float x, float y, float size, boolean flower) {
    int rgb =
        flower
            ? input.palette().tint(random.chance(0.5f) ? Role.SPARK : Role.CLOTH, 0.04f)
            : input.palette().tone(Role.SPARK, 0.72f);
    int petals = flower ? 6 : 3;
    float turn = random.between(0, 6);
    for (int i = 0; i < petals; i++) {
      Affine place =
          Affine.translate(x, y).turned(turn + Waves.TAU * i / petals).scaled(size, size);
      Outline petal = Outline.path("M0,0 C0.3,-0.5 1,-0.35 1.1,0 C1,0.35 0.3,0.5 0,0");
      canvas.fill(petal.placed(place), rgb, 0.95f);
    }
    canvas.dot(x, y, size * 0.3f, input.palette().tone(Role.PAPER, 0.95f), 1);
  }

  /** A pen that went around the figure once more, and not quite on the line. */
  private void sketch() throws StoppedException {
    int ink = input.palette().tint(Role.INK, 0);
    float off = unit * 0.006f;
    for (int y = 1; y < canvas.height() - 1; y++) {
      if (y % 32 == 0) {
        input.pace().at(0.95f * y / canvas.height());
      }
      for (int x = 1; x < canvas.width() - 1; x++) {
        boolean inside = input.study().importance(x, y) > 0.3f;
        boolean border =
            inside != input.study().importance(x + 1, y) > 0.3f
                || inside != input.study().importance(x, y + 1) > 0.3f;
        if (border) {
          float swing = off * Waves.sin(x * 0.017f + y * 0.023f);
          canvas.dot(x + swing, y - swing, Math.max(0.5f, unit * 0.0012f), ink, 0.6f);
        }
      }
    }
  }
}
