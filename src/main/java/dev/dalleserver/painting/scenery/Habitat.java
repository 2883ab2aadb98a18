package dev.dalleserver.painting.scenery;

import dev.dalleserver.painting.canvas.Affine;
import dev.dalleserver.painting.canvas.Outline;
import dev.dalleserver.painting.canvas.Ribbon;
import dev.dalleserver.painting.canvas.SeededRandom;
import dev.dalleserver.painting.canvas.Waves;
import dev.dalleserver.painting.scene.Framing;
import dev.dalleserver.painting.scene.Role;
import dev.dalleserver.painting.scene.Scheme;
import dev.dalleserver.painting.scene.Stage;
import dev.dalleserver.painting.study.Fill;
import dev.dalleserver.painting.study.Study;

/** Where a being of the noun's class lives: reeds, kelp, branches, meadows, clouds, roofs. */
final class Habitat {
  private static final Fill GROUND = Fill.of(Role.GROUND);

  private final Study study;
  private final Stage stage;
  private final SeededRandom random;
  private final float width;
  private final float height;
  private final float unit;
  private final float sway;

  Habitat(Study study) {
    this.study = study;
    this.stage = study.stage();
    this.random = study.scene().random("habitat");
    this.width = study.width();
    this.height = study.height();
    this.unit = study.colors().unit();
    this.sway = 0.3f + study.scene().energy().amount();
  }

  void draw() {
    // Emptiness is the point of that plan: nothing may fill it.
    if (study.scene().scheme() == Scheme.NEGATIVE) {
      return;
    }
    switch (study.scene().subject()) {
      case FISH, MOLLUSK, CRUSTACEAN, INVERTEBRATE -> seabed();
      case BIRD -> treetops();
      case INSECT, ARACHNID -> meadow(26, 0.34f, 9);
      case MAMMAL -> woodland();
      case REPTILE -> desert();
      case AMPHIBIAN -> pond();
      case PLANT, FUNGUS -> meadow(20, 0.16f, 12);
      case PERSON -> park();
      case MYTHICAL -> wonderland();
    }
  }

  private void seabed() {
    kelp(count(7));
    bubbles(count(22));
  }

  private void treetops() {
    boughs(count(2));
    flock(count(4));
  }

  private void meadow(int blades, float tall, int blooms) {
    grass(count(blades), tall);
    flowers(count(blooms));
  }

  private void woodland() {
    trees(count(5));
    grass(count(18), 0.14f);
  }

  private void desert() {
    stones(count(7));
    grass(count(9), 0.22f);
  }

  private void pond() {
    reeds(count(9));
    bubbles(count(9));
  }

  private void park() {
    trees(count(3));
    flock(count(3));
  }

  private void wonderland() {
    moons();
    sparkles(count(26));
  }

  private int count(int usual) {
    boolean near = study.scene().framing() == Framing.CLOSEUP;
    return Math.max(1, study.scene().density().count(near ? (usual + 1) / 2 : usual));
  }

  private void thing(Outline outline, Fill fill) {
    study.begin(0.15f);
    study.fill(outline, fill, unit * 0.1f, 1);
  }

  private float bottom() {
    return Math.max(stage.horizon(), 0.72f * height) + random.between(0, 0.25f) * height;
  }

  /** Stems that sway with the energy of the adverb. */
  private void kelp(int count) {
    for (int i = 0; i < count; i++) {
      float x = width * random.unit();
      float tall = height * random.between(0.3f, 0.75f);
      Ribbon stem = new Ribbon();
      Fill fill =
          (random.chance(0.3f) ? Fill.of(Role.CLOTH) : GROUND).lighter(0.11f * random.bell());
      float phase = random.between(0, 6);
      for (int step = 0; step <= 14; step++) {
        float t = step / 14f;
        stem.to(
            x + unit * 0.05f * sway * Waves.sin(phase + 6 * t) * t,
            height + 5 - tall * t,
            unit * 0.03f * (1 - t) + 2);
      }
      thing(stem.outline(), fill.form(0.1f));
      for (int leaf = 2; leaf < 13; leaf += 2) {
        float t = leaf / 14f;
        float lx = x + unit * 0.05f * sway * Waves.sin(phase + 6 * t) * t;
        leaf(lx, height - tall * t, unit * 0.07f * (1.1f - t), leaf % 4 == 0 ? -0.5f : 3.6f, fill);
      }
    }
  }

  private void leaf(float x, float y, float size, float angle, Fill fill) {
    Outline leaf = Outline.path("M0,0 C0.25,-0.34 0.7,-0.3 1,0 C0.7,0.22 0.25,0.26 0,0");
    thing(leaf.placed(Affine.translate(x, y).turned(angle).scaled(size, size)), fill.form(0.12f));
  }

  /** Rings with a glint. */
  private void bubbles(int count) {
    for (int i = 0; i < count; i++) {
      float x = width * random.unit();
      float y = height * random.unit();
      float radius = unit * random.between(0.006f, 0.03f);
      study.begin(0.12f);
      Outline ring =
          Outline.circle(x, y, radius).and(Outline.circle(x, y, radius * 0.8f).reversed());
      study.fill(ring, GROUND.lighter(0.24f).flat(), unit, 0.9f);
      study.fill(
          Outline.circle(x + study.lightX() * radius * 0.6f, y - radius * 0.35f, radius * 0.2f),
          Fill.of(Role.PAPER).flat(),
          unit,
          0.9f);
    }
  }

  /** Branches that reach in from both sides. */
  private void boughs(int count) {
    for (int i = 0; i < count; i++) {
      float side = i % 2 == 0 ? -stage.facing() : stage.facing();
      float x0 = side < 0 ? -10 : width + 10;
      float y0 = height * random.between(0.08f, 0.75f);
      float reach = -side * width * random.between(0.3f, 0.55f);
      Fill bark = GROUND.darker(0.2f);
      Ribbon bough = new Ribbon();
      for (int step = 0; step <= 8; step++) {
        float t = step / 8f;
        bough.to(
            x0 + reach * t,
            y0 - unit * 0.12f * t + unit * 0.03f * Waves.sin(7 * t + i),
            unit * 0.035f * (1 - t) + 2);
      }
      thing(bough.smooth().outline(), bark.form(0.1f));
      for (int leaf = 1; leaf < 16; leaf++) {
        float t = leaf / 16f;
        float lx = x0 + reach * t;
        float ly = y0 - unit * 0.12f * t + unit * 0.03f * Waves.sin(7 * t + i);
        Fill fill =
            (leaf % 5 == 0 ? Fill.of(Role.SPARK) : GROUND.lighter(0.1f))
                .lighter(0.07f * random.bell());
        leaf(lx, ly, unit * random.between(0.04f, 0.075f), random.between(0, 6.28f), fill);
      }
    }
  }

  /** Far birds, each two strokes. */
  private void flock(int count) {
    for (int i = 0; i < count; i++) {
      float x = width * random.unit();
      float y = height * random.between(0.05f, 0.4f);
      float size = unit * random.between(0.015f, 0.035f);
      for (int side = -1; side <= 1; side += 2) {
        Ribbon wing =
            new Ribbon()
                .to(x, y, size * 0.22f)
                .to(x + side * size * 0.6f, y - size * 0.55f, size * 0.2f)
                .to(x + side * size * 1.3f, y - size * 0.25f, size * 0.05f);
        thing(wing.smooth().outline(), GROUND.darker(0.24f).flat());
      }
    }
  }

  /** Single blades. */
  private void grass(int count, float tall) {
    for (int i = 0; i < count; i++) {
      float x = width * random.unit();
      float y = Math.min(height + 5, bottom() + 0.1f * height);
      float size = unit * tall * random.between(0.5f, 1.1f);
      float lean = size * 0.4f * sway * random.bell();
      Ribbon blade =
          new Ribbon()
              .to(x, y, unit * 0.014f)
              .to(x + lean * 0.3f, y - size * 0.6f, unit * 0.01f)
              .to(x + lean, y - size, 1);
      thing(blade.smooth().outline(), GROUND.lighter(0.13f * random.bell()).form(0.06f));
    }
  }

  /** On stems, in the colours of the clothes. */
  private void flowers(int count) {
    for (int i = 0; i < count; i++) {
      float x = width * random.unit();
      float y = Math.min(height, bottom());
      float size = unit * random.between(0.014f, 0.032f);
      float top = y - unit * random.between(0.06f, 0.2f);
      thing(
          new Ribbon().to(x, y + unit * 0.2f, 3).to(x + size, top, 2.5f).outline(),
          GROUND.darker(0.14f).flat());
      Role role = random.chance(0.5f) ? Role.SPARK : Role.CLOTH;
      int petals = 5 + random.below(3);
      for (int petal = 0; petal < petals; petal++) {
        leaf(x + size, top, size * 1.3f, Waves.TAU * petal / petals, Fill.of(role).lighter(0.07f));
      }
      thing(Outline.circle(x + size, top, size * 0.4f), Fill.of(Role.PAPER).darker(0.05f));
    }
  }

  /** Firs and round crowns. */
  private void trees(int count) {
    for (int i = 0; i < count; i++) {
      float x = width * random.unit();
      float y =
          Math.min(0.95f * height, Math.max(0.5f * height, stage.horizon()) + unit * 0.02f * i);
      float size = unit * random.between(0.06f, 0.14f);
      Fill fill = GROUND.darker(0.02f + 0.025f * i).form(0.12f);
      thing(
          Outline.rectangle(x - size * 0.09f, y - size, size * 0.18f, size), GROUND.darker(0.22f));
      if (random.chance(0.5f)) {
        for (int tier = 0; tier < 3; tier++) {
          float half = size * (0.75f - 0.18f * tier);
          float base = y - size * (0.4f + 0.55f * tier);
          thing(
              Outline.polygon(x - half, base, x, base - size * 0.95f, x + half, base),
              fill.lighter(0.03f * tier));
        }
      } else {
        thing(Outline.ellipse(x, y - size * 1.35f, size * 0.72f, size * 0.9f), fill);
        thing(
            Outline.ellipse(
                x + study.lightX() * size * 0.3f, y - size * 1.6f, size * 0.4f, size * 0.45f),
            fill.lighter(0.07f));
      }
    }
  }

  /** Boulders with light on one side. */
  private void stones(int count) {
    for (int i = 0; i < count; i++) {
      float x = width * random.unit();
      float y = Math.min(height, bottom());
      float size = unit * random.between(0.04f, 0.12f);
      thing(
          Outline.blob(
              x - size,
              y,
              x - size * 0.7f,
              y - size * 0.6f,
              x,
              y - size * 0.85f,
              x + size * 0.8f,
              y - size * 0.5f,
              x + size,
              y,
              x,
              y + size * 0.25f),
          GROUND.darker(0.1f + 0.05f * random.bell()).form(0.2f));
    }
  }

  /** Cattails among tall grass. */
  private void reeds(int count) {
    grass(count, 0.4f);
    for (int i = 0; i < count; i++) {
      float x = width * random.unit();
      float tall = height * random.between(0.25f, 0.5f);
      float lean = unit * 0.05f * sway * random.bell();
      thing(
          new Ribbon().to(x, height + 5, 5).to(x + lean, height - tall, 3).outline(),
          GROUND.darker(0.16f).flat());
      thing(
          new Ribbon()
              .to(x + lean, height - tall, unit * 0.022f)
              .to(x + lean * 1.1f, height - tall - unit * 0.07f, unit * 0.02f)
              .outline(),
          Fill.of(Role.CLOTH).darker(0.1f));
    }
  }

  private void moons() {
    float x = width * (stage.faceX() > width / 2 ? 0.2f : 0.8f);
    thing(Outline.circle(x, height * 0.18f, unit * 0.085f), Fill.of(Role.PAPER).form(0.12f));
    thing(Outline.circle(x + unit * 0.035f, height * 0.165f, unit * 0.075f), GROUND.lighter(0.05f));
  }

  /** Four-pointed stars. */
  private void sparkles(int count) {
    for (int i = 0; i < count; i++) {
      float x = width * random.unit();
      float y = height * random.unit();
      float size = unit * random.between(0.006f, 0.022f);
      Outline star = new Outline().moveTo(x + size, y);
      for (int ray = 1; ray <= 4; ray++) {
        float angle = Waves.PI / 2 * ray;
        star.quadTo(x, y, x + size * Waves.cos(angle), y + size * Waves.sin(angle));
      }
      thing(star, Fill.of(random.chance(0.5f) ? Role.PAPER : Role.SPARK).lighter(0.05f).flat());
    }
  }
}
