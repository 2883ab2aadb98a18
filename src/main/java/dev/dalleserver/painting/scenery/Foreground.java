package dev.dalleserver.painting.scenery;

import dev.dalleserver.painting.canvas.Affine;
import dev.dalleserver.painting.canvas.Outline;
import dev.dalleserver.painting.canvas.Ribbon;
import dev.dalleserver.painting.canvas.SeededRandom;
import dev.dalleserver.painting.scene.Framing;
import dev.dalleserver.painting.scene.Role;
import dev.dalleserver.painting.study.Fill;
import dev.dalleserver.painting.study.Study;

/** What is between the viewer and the figure: an opening looked through, blades of grass. */
final class Foreground {
  private final Study study;
  private final SeededRandom random;
  private final float width;
  private final float height;
  private final float unit;

  Foreground(Study study) {
    this.study = study;
    this.random = study.scene().random("foreground");
    this.width = study.width();
    this.height = study.height();
    this.unit = study.colors().unit();
  }

  void draw() {
    if (study.scene().framing() == Framing.THROUGH) {
      switch (random.below(3)) {
        case 0 -> porthole();
        case 1 -> curtains();
        default -> leaves();
      }
    } else if (study.scene().framing() == Framing.WORMSEYE) {
      blades();
    } else if (study.scene().framing() == Framing.OVERSHOULDER) {
      shoulder();
    }
  }

  private void thing(Outline outline, Fill fill) {
    study.begin(0.12f);
    study.fill(outline, fill, unit * 0.1f, 1);
  }

  /** A wall with a round opening, its rim bolted. */
  private void porthole() {
    float radius = Math.min(0.46f * unit, Math.max(0.34f * unit, study.stage().head() * 3.2f));
    float x = Math.max(radius + 4, Math.min(width - radius - 4, study.stage().faceX()));
    float y =
        Math.max(radius + 4, Math.min(height - radius - 4, study.stage().faceY() + unit * 0.06f));
    Outline wall =
        Outline.rectangle(-5, -5, width + 10, height + 10)
            .and(Outline.circle(x, y, radius).reversed());
    thing(wall, Fill.of(Role.GROUND).darker(0.3f).form(0.12f));
    Outline rim =
        Outline.circle(x, y, radius * 1.08f).and(Outline.circle(x, y, radius * 0.985f).reversed());
    thing(rim, Fill.of(Role.SPARK).darker(0.08f).form(0.2f));
    for (int i = 0; i < 12; i++) {
      Outline bolt =
          Outline.circle(radius * 1.035f, 0, unit * 0.009f)
              .placed(Affine.translate(x, y).turned(0.5236f * i));
      thing(bolt, Fill.of(Role.PAPER).darker(0.1f));
    }
  }

  /** Five folds to a side. */
  private void curtains() {
    for (int side = 0; side < 2; side++) {
      float edge = width * random.between(0.16f, 0.22f);
      for (int fold = 0; fold < 5; fold++) {
        float from = edge * fold / 5;
        float to = edge * (fold + 1.15f) / 5;
        Outline cloth =
            new Outline()
                .moveTo(from, -5)
                .lineTo(to, -5)
                .cubicTo(to * 1.2f, height * 0.4f, to * 0.4f, height * 0.6f, to * 0.8f, height + 5)
                .lineTo(from * 0.7f, height + 5)
                .cubicTo(from * 0.4f, height * 0.6f, from * 1.2f, height * 0.4f, from, -5);
        Affine mirror = side == 0 ? Affine.IDENTITY : new Affine(-1, 0, 0, 1, width, 0);
        thing(
            cloth.placed(mirror),
            Fill.of(Role.CLOTH).darker(fold % 2 == 0 ? 0.12f : 0.22f).form(0.13f));
      }
    }
  }

  /** Dark blades that point inward from the borders. */
  private void leaves() {
    for (int i = 0; i < study.scene().density().count(22); i++) {
      boolean below = random.chance(0.5f);
      float x = below ? width * random.unit() : (random.chance(0.5f) ? 0 : width);
      float y = below ? (random.chance(0.6f) ? height : 0) : height * random.unit();
      float aim = (float) StrictMath.atan2(height / 2 - y, width / 2 - x) + 0.5f * random.bell();
      float size = unit * random.between(0.14f, 0.26f);
      Outline leaf = Outline.path("M-0.1,0 C0.25,-0.3 0.7,-0.25 1,0 C0.7,0.25 0.25,0.3 -0.1,0");
      Affine place = Affine.translate(x, y).turned(aim).scaled(size, size);
      Fill fill = Fill.of(Role.GROUND).darker(0.2f + 0.05f * random.bell()).form(0.16f);
      thing(leaf.placed(place), fill);
      Ribbon rib = new Ribbon().to(0, 0, 0.03f).to(0.9f, 0, 0.01f);
      study.fill(rib.outline().placed(place), fill.lighter(0.14f).flat(), unit, 1);
    }
  }

  /** Grass taller than the viewer, lower in the middle. */
  private void blades() {
    for (int i = 0; i < study.scene().density().count(24); i++) {
      float x = width * random.unit();
      float tall =
          height * random.between(0.12f, 0.42f) * (0.4f + 1.2f * Math.abs(x / width - 0.5f));
      float lean = unit * 0.1f * random.bell();
      Ribbon blade =
          new Ribbon()
              .to(x, height + 9, unit * 0.04f)
              .to(x + lean * 0.3f, height - tall * 0.6f, unit * 0.026f)
              .to(x + lean, height - tall, 1);
      thing(
          blade.smooth().outline(),
          Fill.of(Role.GROUND).darker(0.18f + 0.07f * random.bell()).form(0.1f));
    }
  }

  /** A dark shoulder and head at the edge, which the viewer looks past. */
  private void shoulder() {
    float side = -study.stage().facing();
    float x = side < 0 ? width * 0.02f : width * 0.98f;
    float r = unit * 0.17f;
    Fill dark = Fill.of(Role.GROUND).darker(0.34f).form(0.12f);
    thing(
        Outline.blob(
            x - r * 2.4f,
            height + r,
            x - r * 1.9f,
            height - r * 0.7f,
            x - r * 0.6f,
            height - r * 1.35f,
            x + r * 0.6f,
            height - r * 1.35f,
            x + r * 1.9f,
            height - r * 0.7f,
            x + r * 2.4f,
            height + r),
        dark);
    thing(Outline.ellipse(x, height - r * 2.05f, r * 0.92f, r * 1.08f), dark.lighter(0.03f));
  }
}
