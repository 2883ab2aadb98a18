package dev.dalleserver.painting.scenery;

import dev.dalleserver.painting.canvas.Noise;
import dev.dalleserver.painting.canvas.Outline;
import dev.dalleserver.painting.canvas.Ribbon;
import dev.dalleserver.painting.canvas.SeededRandom;
import dev.dalleserver.painting.canvas.Waves;
import dev.dalleserver.painting.scene.Ground;
import dev.dalleserver.painting.scene.Role;
import dev.dalleserver.painting.study.Fill;
import dev.dalleserver.painting.study.Pattern;
import dev.dalleserver.painting.study.Study;
import java.util.List;

/** The things that make a back style: hills, clouds, shelves, trunks, houses, stars. */
final class BackdropThings {
  private static final Fill GROUND = Fill.of(Role.GROUND);

  private final Study study;
  private final SeededRandom random;
  private final float width;
  private final float height;
  private final float unit;
  private final float horizon;

  BackdropThings(Study study) {
    this.study = study;
    this.random = study.scene().random("ground");
    this.width = study.width();
    this.height = study.height();
    this.unit = study.colors().unit();
    this.horizon = Math.max(0.3f * height, study.stage().horizon());
  }

  void draw(Ground ground) {
    switch (ground) {
      case LANDSCAPE -> hills(4);
      case SKY -> clouds();
      case PATTERN -> pattern();
      case PAPER -> fibers();
      case WATER -> water();
      case INTERIOR -> room();
      case FOREST -> trunks();
      case CITY -> houses();
      case NIGHT -> stars();
      case GEOMETRIC -> shapes();
      case GRADIENT, PLAIN -> {}
    }
  }

  private void put(Outline outline, Fill fill, float opacity) {
    study.fill(outline, fill, unit * 0.12f, opacity);
  }

  private void thing(Outline outline, Fill fill) {
    study.begin(0.12f);
    put(outline, fill, 1);
  }

  /** Ridges of noise, each nearer one darker, under a low sun. */
  private void hills(int count) {
    Noise noise = new Noise(random.nextLong());
    thing(
        Outline.circle(width * random.between(0.2f, 0.8f), horizon * 0.4f, unit * 0.09f),
        Fill.of(Role.SPARK).lighter(0.14f));
    for (int i = 0; i < count; i++) {
      float base = horizon - unit * (0.16f - 0.1f * i);
      Outline ridge = new Outline().moveTo(-10, height + 10);
      for (int step = 0; step <= 40; step++) {
        float x = width * step / 40f;
        float rise = noise.octaves(x / unit * (1.4f + 0.4f * i), 7.7f * i, 4);
        ridge.lineTo(Waves.mix(-10, width + 10, step / 40f), base - unit * 0.13f * rise);
      }
      thing(ridge.lineTo(width + 10, height + 10), GROUND.lighter(0.1f - 0.085f * i).form(0.06f));
    }
  }

  /** Puffs on a flat base. */
  private void clouds() {
    for (int i = 0; i < study.scene().density().count(6); i++) {
      float x = width * random.unit();
      float y = height * random.between(0.05f, 0.7f);
      float size = unit * random.between(0.06f, 0.13f);
      Outline cloud = Outline.ellipse(x, y, size * 1.9f, size * 0.5f);
      for (int puff = 0; puff < 5; puff++) {
        float px = x + size * Waves.mix(-1.3f, 1.3f, puff / 4f);
        cloud.and(
            Outline.circle(
                px, y - size * 0.35f * random.unit(), size * random.between(0.4f, 0.8f)));
      }
      thing(cloud, GROUND.lighter(0.17f).form(0.1f));
    }
  }

  /** One motif all over. */
  private void pattern() {
    List<Pattern> motifs =
        List.of(
            Pattern.DIAMONDS,
            Pattern.SCALES,
            Pattern.DOTS,
            Pattern.CHECKS,
            Pattern.WAVES,
            Pattern.FEATHERS,
            Pattern.ROSETTES);
    Fill fill =
        GROUND
            .with(random.pick(motifs), random.between(0.5f, 0.9f), Role.GROUND, -0.12f)
            .form(0.06f);
    study.begin(0.05f);
    put(Outline.rectangle(-1, -1, width + 2, height + 2), fill, 1);
  }

  /** The hairs in handmade paper. */
  private void fibers() {
    for (int i = 0; i < 160; i++) {
      float x = width * random.unit();
      float y = height * random.unit();
      float angle = Waves.TAU * random.unit();
      float length = unit * random.between(0.02f, 0.07f);
      Ribbon fiber =
          new Ribbon()
              .to(x, y, unit * 0.0012f)
              .to(x + length * Waves.cos(angle), y + length * Waves.sin(angle), unit * 0.002f)
              .to(
                  x + 1.8f * length * Waves.cos(angle + 0.5f),
                  y + 1.8f * length * Waves.sin(angle + 0.5f),
                  unit * 0.001f);
      put(fiber.smooth().outline(), GROUND.lighter(0.2f * random.bell()), 0.5f);
    }
  }

  /** Streaks that widen towards the viewer. */
  private void water() {
    for (int i = 0; i < study.scene().density().count(46); i++) {
      float depth = random.unit();
      float y = Waves.mix(horizon * 0.7f, height, depth * depth);
      float x = width * random.unit();
      float length = unit * Waves.mix(0.04f, 0.26f, depth);
      Ribbon wave =
          new Ribbon()
              .to(x - length, y, 0.5f)
              .to(x, y - unit * 0.004f, unit * Waves.mix(0.003f, 0.016f, depth))
              .to(x + length, y, 0.5f);
      study.begin(0.08f);
      put(
          wave.smooth().outline(),
          GROUND.lighter(random.chance(0.6f) ? 0.15f : -0.13f).flat(),
          0.85f);
    }
  }

  /** Shelves of books and lamplight. */
  private void room() {
    thing(Outline.rectangle(-1, horizon, width + 2, height), GROUND.darker(0.16f));
    for (int shelf = 0; shelf < 3; shelf++) {
      float y = horizon * (0.3f + 0.24f * shelf);
      float x = -unit * 0.02f;
      while (x < width) {
        float thick = unit * random.between(0.014f, 0.034f);
        float tall = unit * random.between(0.07f, 0.12f);
        if (random.chance(0.85f)) {
          Fill cover = random.chance(0.3f) ? Fill.of(Role.CLOTH).darker(0.08f) : GROUND;
          thing(
              Outline.rectangle(x, y - tall, thick * 0.94f, tall),
              cover.lighter(0.12f * random.bell()).form(0.05f));
        }
        x += thick;
      }
      thing(Outline.rectangle(-1, y, width + 2, unit * 0.014f), GROUND.darker(0.22f));
    }
    glow(width * (study.lightX() < 0 ? 0.1f : 0.9f), horizon * 0.3f, unit * 0.42f);
  }

  private void glow(float x, float y, float radius) {
    for (int i = 8; i > 0; i--) {
      put(Outline.circle(x, y, radius * i / 8), Fill.of(Role.SPARK).lighter(0.2f).flat(), 0.07f);
    }
  }

  /** Three depths of trees, and light that slants between them. */
  private void trunks() {
    for (int depth = 0; depth < 3; depth++) {
      for (int i = 0; i < study.scene().density().count(6); i++) {
        float x = width * random.unit();
        float thick = unit * (0.016f + 0.018f * depth) * random.between(0.7f, 1.3f);
        Ribbon trunk =
            new Ribbon()
                .to(x + unit * 0.02f * random.bell(), -10, thick * 0.7f)
                .to(x, height * 0.5f, thick)
                .to(x, horizon + unit * 0.08f * depth, thick * 1.5f);
        thing(trunk.smooth().outline(), GROUND.darker(0.03f + 0.1f * depth).form(0.08f));
      }
    }
    for (int i = 0; i < 5; i++) {
      float x = width * random.between(-0.2f, 1);
      float wide = unit * random.between(0.03f, 0.09f);
      Outline shaft =
          Outline.polygon(
              x, -5, x + wide, -5, x + wide + height * 0.5f, height, x + height * 0.4f, height);
      put(shaft, GROUND.lighter(0.25f).flat(), 0.16f);
    }
  }

  /** Three rows of roofs, some windows lit. */
  private void houses() {
    for (int row = 0; row < 3; row++) {
      float x = -unit * 0.05f * random.unit();
      while (x < width) {
        float wide = unit * random.between(0.08f, 0.16f);
        float top = horizon - unit * (random.between(0.18f, 0.42f) - 0.1f * row);
        Outline house = Outline.rectangle(x, top, wide * 0.96f, height);
        if (random.chance(0.5f)) {
          house =
              Outline.polygon(
                  x,
                  top,
                  x + wide / 2,
                  top - wide * 0.5f,
                  x + wide * 0.96f,
                  top,
                  x + wide * 0.96f,
                  height,
                  x,
                  height);
        }
        thing(house, GROUND.darker(0.02f + 0.09f * row).form(0.07f));
        windows(x, top, wide);
        x += wide;
      }
    }
  }

  private void windows(float x, float top, float wide) {
    float pane = wide * 0.16f;
    for (float y = top + pane; y < top + wide * 1.6f; y += pane * 2) {
      for (float wx = x + pane * 0.8f; wx < x + wide - pane; wx += pane * 1.7f) {
        if (random.chance(0.5f)) {
          put(
              Outline.rectangle(wx, y, pane, pane * 1.2f),
              Fill.of(Role.SPARK).lighter(0.2f).flat(),
              0.85f);
        }
      }
    }
  }

  /** Few bright ones, many faint, and a moon away from the face. */
  private void stars() {
    for (int i = 0; i < study.scene().density().count(150); i++) {
      float size = unit * 0.0035f * random.between(0.3f, 1) * (random.chance(0.1f) ? 2 : 1);
      put(
          Outline.regular(width * random.unit(), height * random.unit(), size, 8),
          Fill.of(Role.PAPER).flat(),
          random.between(0.4f, 1));
    }
    float x = width * (study.stage().faceX() < width / 2 ? 0.8f : 0.2f);
    thing(Outline.circle(x, height * 0.17f, unit * 0.07f), Fill.of(Role.PAPER).form(0.1f));
  }

  /** Discs, triangles and bars, one over the other. */
  private void shapes() {
    for (int i = 0; i < study.scene().density().count(12); i++) {
      float x = width * random.unit();
      float y = height * random.unit();
      float size = unit * random.between(0.07f, 0.3f);
      Outline shape =
          switch (random.below(3)) {
            case 0 -> Outline.circle(x, y, size);
            case 1 -> Outline.regular(x, y, size, 3);
            default -> Outline.rectangle(x, y, size, size * random.between(0.3f, 1));
          };
      study.begin(0.1f);
      put(shape, GROUND.lighter(0.11f * random.bell()).form(0.05f), 0.75f);
    }
  }
}
