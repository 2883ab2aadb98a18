package dev.dalleserver.painting.figure;

import dev.dalleserver.painting.canvas.Affine;
import dev.dalleserver.painting.canvas.Outline;
import dev.dalleserver.painting.canvas.Ribbon;
import dev.dalleserver.painting.canvas.Waves;
import dev.dalleserver.painting.scene.Role;
import dev.dalleserver.painting.study.Fill;
import dev.dalleserver.painting.study.Pattern;

/** A flower with a face, a tree with a crown of leaves, a cactus, a root with its green. */
final class PlantHead implements Head {
  @Override
  public void draw(Sitter sitter) {
    boolean cactus = sitter.is("cactus", "saguaro", "prickly pear", "aloe", "agave");
    boolean tree = SpeciesGroups.TREE.has(sitter.noun());
    boolean root = SpeciesGroups.ROOT.has(sitter.noun());
    if (tree) {
      leaves(sitter);
    } else if (root) {
      green(sitter);
    } else if (!cactus) {
      petals(sitter);
    }
    Skull skull = sitter.skull().sized(cactus ? 0.9f : 0.86f, cactus ? 1.1f : 0.88f);
    Fill skin = sitter.skin();
    Fill ribbed = skin.with(Pattern.STRIPES, 0.26f, skin.role(), skin.change() - 0.09f);
    sitter.with(cactus || root ? ribbed : skin.bare()).ball(skull);
    if (cactus) {
      thorns(sitter, skull);
    }
    Face face = sitter.face(skull);
    face.eyes(0.46f, 0.12f, 0.26f);
    face.cheeks(0.78f, -0.25f, 0.19f);
    face.mouth(-0.4f, 0.36f);
  }

  /** Two rings, the number and the points being those of the species. */
  private static void petals(Sitter sitter) {
    int count = 6 + sitter.species().named("petals").below(11);
    boolean pointed = sitter.species().named("point").chance(0.5f);
    for (int ring = 0; ring < 2; ring++) {
      for (int i = 0; i < count; i++) {
        float angle = Waves.TAU * (i + 0.5f * ring) / count + 0.1f;
        float width = Math.min(0.8f, 4.6f / count);
        float reach = ring == 0 ? 1.95f : 1.6f;
        Fill fill = (ring == 0 ? Fill.of(Role.CLOTH) : Fill.of(Role.SPARK)).form(0.17f);
        Outline petal = petal(reach, width, pointed);
        sitter
            .pen()
            .at(Affine.rotate(angle))
            .shape(petal, i % 2 == 0 ? fill : fill.darker(0.05f), 0.5f);
      }
    }
  }

  /** A leaf of the given length along the axis; a pointed one narrows to its tip. */
  private static Outline petal(float reach, float width, boolean pointed) {
    float tip = pointed ? 0.05f : 0.8f;
    return new Outline()
        .moveTo(0.4f, 0)
        .cubicTo(0.8f, -width, reach - 0.1f, -width * tip, reach, 0)
        .cubicTo(reach - 0.1f, width * tip, 0.8f, width, 0.4f, 0);
  }

  /** A crown of overlapping sprays, light ones in front. */
  private static void leaves(Sitter sitter) {
    boolean needles = SpeciesGroups.NEEDLED.has(sitter.noun());
    for (int ring = 0; ring < 3; ring++) {
      int count = 20 - 4 * ring;
      for (int i = 0; i < count; i++) {
        float angle = Waves.mix(-Waves.PI * 1.14f, Waves.PI * 0.14f, (i + 0.5f) / count);
        float reach = 2.25f - 0.38f * ring + 0.14f * Waves.sin(i * 2.3f);
        Fill fill = Fill.of(Role.CLOTH).darker(0.14f - 0.1f * ring).form(0.15f);
        sitter
            .pen()
            .at(Affine.rotate(angle))
            .shape(petal(reach, needles ? 0.16f : 0.42f, true), fill, 0.45f);
      }
    }
  }

  /** The leaves of a root, from the top of the head. */
  private static void green(Sitter sitter) {
    for (int i = 0; i < 9; i++) {
      float angle = Waves.mix(-Waves.PI * 0.82f, -Waves.PI * 0.18f, i / 8f);
      Fill fill = Fill.of(Role.CLOTH).lighter(i % 2 == 0 ? 0.05f : -0.08f).form(0.14f);
      sitter
          .pen()
          .at(Affine.translate(0, -0.35f).turned(angle))
          .shape(petal(1.75f + 0.2f * Waves.sin(i * 1.9f), 0.3f, true), fill, 0.45f);
    }
  }

  /** In pairs on a lattice that turns with the head, and one flower. */
  private static void thorns(Sitter sitter, Skull skull) {
    for (int row = 0; row < 4; row++) {
      for (int i = -3; i <= 3; i++) {
        Skull.Spot spot = skull.on(i * 0.48f + 0.2f * (row % 2), 1 - 0.55f * row, 1);
        if (spot.visible() && Math.abs(i) + row != 2) {
          for (int side = -1; side <= 1; side += 2) {
            Ribbon thorn =
                new Ribbon()
                    .to(spot.x(), spot.y(), 0.05f)
                    .to(spot.x() + side * 0.1f, spot.y() - 0.12f, 0.015f);
            sitter.pen().more(thorn.outline(), sitter.pale());
          }
        }
      }
    }
    Skull.Spot top = skull.on(0.3f, 1.2f, 1);
    for (int i = 0; i < 7; i++) {
      sitter
          .pen()
          .at(Affine.translate(top.x(), top.y()).turned(Waves.TAU * i / 7).scaled(0.34f, 0.34f))
          .shape(petal(1.6f, 0.6f, true), Fill.of(Role.SPARK).lighter(0.05f * (i % 2)), 0.6f);
    }
  }
}
