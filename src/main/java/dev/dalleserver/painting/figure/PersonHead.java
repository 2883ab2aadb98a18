package dev.dalleserver.painting.figure;

import dev.dalleserver.painting.canvas.Outline;
import dev.dalleserver.painting.canvas.Ribbon;
import dev.dalleserver.painting.canvas.SeededRandom;
import dev.dalleserver.painting.canvas.Waves;
import dev.dalleserver.painting.scene.Role;
import dev.dalleserver.painting.study.Fill;

/** A human face with hair; pointed ears and horns for the people of tales. */
final class PersonHead implements Head {
  @Override
  public void draw(Sitter sitter) {
    Skull skull = sitter.skull().sized(0.84f, 1.02f);
    SeededRandom random = sitter.species().named("hair");
    boolean old = SpeciesGroups.OLD.has(sitter.noun());
    Fill hair =
        old
            ? Fill.of(Role.PAPER).darker(0.08f)
            : Fill.of(Role.INK).lighter(random.between(0, 0.28f));
    int style = random.below(4);
    back(sitter, skull, hair, style);
    ears(sitter, skull);
    sitter.ball(skull);
    Face face = sitter.face(skull);
    face.eyes(0.44f, 0.06f, 0.21f);
    face.cheeks(0.75f, -0.28f, 0.19f);
    nose(sitter, skull);
    face.mouth(-0.56f, 0.32f);
    if (old && sitter.species().named("beard").chance(0.6f)) {
      beard(sitter, skull, hair);
      face.mouth(-0.56f, 0.3f);
    }
    fringe(sitter, skull, hair, style);
    horns(sitter, skull);
  }

  /** Hair behind the head: long, to the chin, short, or in a bun. */
  private static void back(Sitter sitter, Skull skull, Fill hair, int style) {
    float length = style == 0 ? 2 : style == 1 ? 1.2f : 0.35f;
    float x = -0.2f * Waves.sin(skull.yaw());
    Outline shape =
        Outline.blob(
            x,
            -1.28f,
            x + 0.95f,
            -0.75f,
            x + 1.08f,
            0.2f,
            x + 0.95f,
            length * 0.75f,
            x + 0.4f,
            length,
            x - 0.4f,
            length,
            x - 0.95f,
            length * 0.75f,
            x - 1.08f,
            0.2f,
            x - 0.95f,
            -0.75f);
    sitter.pen().shape(shape, hair.form(0.16f), 0.5f);
    if (style == 3) {
      Skull.Spot bun = skull.on(Waves.PI, 0.9f, 1.25f);
      sitter.pen().shape(Outline.circle(bun.x(), bun.y() - 0.25f, 0.5f), hair.form(0.18f), 0.5f);
    }
  }

  /** Pointed for elves and their like. */
  private static void ears(Sitter sitter, Skull skull) {
    boolean pointed = SpeciesGroups.POINT_EARED_FOLK.has(sitter.noun());
    for (int side = -1; side <= 1; side += 2) {
      Skull.Spot spot = skull.on(side * 1.5f, 0.02f, 0.98f);
      if (spot.z() < -0.4f) {
        continue;
      }
      if (pointed) {
        Ribbon ear =
            new Ribbon()
                .to(spot.x(), spot.y() + 0.1f, 0.4f)
                .to(spot.x() + side * 0.4f, spot.y() - 0.15f, 0.3f)
                .to(spot.x() + side * 0.75f, spot.y() - 0.5f, 0.04f);
        sitter.pen().shape(ear.smooth().outline(), sitter.skin().darker(0.04f), 0.5f);
      } else {
        Outline ear = Outline.ellipse(spot.x(), spot.y(), 0.17f, 0.26f);
        sitter.pen().shape(ear, sitter.skin().darker(0.05f), 0.5f);
      }
    }
  }

  /** A line down and a turn to the far side. */
  private static void nose(Sitter sitter, Skull skull) {
    Skull.Spot top = skull.on(0, 0.02f, 1);
    Skull.Spot tip = skull.on(0.05f, -0.26f, 1.22f);
    if (!top.visible()) {
      return;
    }
    float side = skull.yaw() >= 0 ? 1 : -1;
    Ribbon nose =
        new Ribbon()
            .to(top.x(), top.y(), 0.1f)
            .to(tip.x(), tip.y(), 0.2f)
            .to(tip.x() - side * 0.14f, tip.y() + 0.08f, 0.12f);
    sitter
        .pen()
        .shape(nose.smooth().outline(), sitter.skin().bare().darker(0.09f).form(0.12f), 0.8f);
  }

  /** To the chest. */
  private static void beard(Sitter sitter, Skull skull, Fill hair) {
    Skull.Spot chin = skull.on(0, -0.75f, 1);
    Outline shape =
        Outline.blob(
            chin.x() - 0.62f,
            -0.02f,
            chin.x() - 0.3f,
            0.36f,
            chin.x(),
            0.34f,
            chin.x() + 0.3f,
            0.36f,
            chin.x() + 0.62f,
            -0.02f,
            chin.x() + 0.66f,
            0.9f,
            chin.x(),
            1.75f,
            chin.x() - 0.66f,
            0.9f);
    sitter.pen().shape(shape, hair.form(0.14f), 0.5f);
  }

  /** Hair over the brow with a parting; seen from behind it is all there is. */
  private static void fringe(Sitter sitter, Skull skull, Fill hair, int style) {
    if (skull.fromBehind()) {
      Outline all = Outline.ellipse(0, -0.08f, skull.width() * 1.04f, skull.height() * 1.02f);
      sitter.pen().shape(all, hair.form(0.18f), 0.5f);
      return;
    }
    float x = 0.45f * Waves.sin(skull.yaw());
    float part = style % 2 == 0 ? 0.3f : -0.35f;
    Outline shape =
        new Outline()
            .moveTo(-0.9f, 0.1f)
            .cubicTo(-1.05f, -0.95f, -0.6f, -1.26f, 0, -1.26f)
            .cubicTo(0.6f, -1.26f, 1.05f, -0.95f, 0.9f, 0.1f)
            .cubicTo(0.86f, -0.4f, x + part + 0.35f, -0.5f, x + part, -0.78f)
            .cubicTo(x + part - 0.35f, -0.5f, -0.86f, -0.4f, -0.9f, 0.1f);
    sitter.pen().shape(shape, hair.lighter(0.04f).form(0.16f), 0.5f);
  }

  private static void horns(Sitter sitter, Skull skull) {
    if (!SpeciesGroups.HORNED_FOLK.has(sitter.noun())) {
      return;
    }
    for (int side = -1; side <= 1; side += 2) {
      sitter.horn(
          skull.on(side * 0.55f, 0.9f, 0.95f),
          skull.on(side * 0.75f, 1, 1.4f),
          skull.on(side * 0.5f, 1.2f, 1.75f),
          0.28f,
          sitter.pale().darker(0.12f));
    }
  }
}
