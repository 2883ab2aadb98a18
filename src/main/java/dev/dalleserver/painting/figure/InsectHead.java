package dev.dalleserver.painting.figure;

import dev.dalleserver.painting.canvas.Affine;
import dev.dalleserver.painting.canvas.Outline;
import dev.dalleserver.painting.canvas.Ribbon;
import dev.dalleserver.painting.scene.Role;
import dev.dalleserver.painting.study.Fill;
import dev.dalleserver.painting.study.Pattern;
import dev.dalleserver.painting.study.Pen;

/** Feelers, great eyes that still look somewhere, and jaws. */
final class InsectHead implements Head {
  @Override
  public void draw(Sitter sitter) {
    Skull skull = sitter.skull().sized(0.9f, 0.92f);
    for (int side = -1; side <= 1; side += 2) {
      feeler(sitter, skull, side);
    }
    sitter.ball(skull);
    stripe(sitter, skull);
    Face face = sitter.face(skull);
    for (int side = -1; side <= 1; side += 2) {
      dome(sitter, skull, side);
      face.eye(side, 0.66f, 0.2f, 0.27f);
    }
    jaws(sitter, skull);
    face.cheeks(0.8f, -0.35f, 0.17f);
    face.mouth(-0.5f, 0.36f);
  }

  /** Clubbed, feathered or beaded; they droop with the spirits. */
  private static void feeler(Sitter sitter, Skull skull, int side) {
    boolean feathered = sitter.is("moth", "hawk-moth", "mosquito", "midge", "chafer");
    boolean clubbed = sitter.is("butterfly", "longwing", "skipper", "owlfly", "antlion");
    float sad = sitter.expression().mouth() < -0.3f ? 0.55f : 0;
    Skull.Spot root = skull.on(side * 0.32f, 0.95f, 0.95f);
    float outX = root.x() + side * (0.55f + 0.3f * sad);
    float outY = root.y() - 0.85f;
    float tipX = root.x() + side * (1.05f + 0.35f * sad);
    float tipY = root.y() - 1.15f + 1.1f * sad;
    Fill fill = sitter.dark().lighter(0.05f);
    Ribbon feeler =
        new Ribbon().to(root.x(), root.y(), 0.1f).to(outX, outY, 0.08f).to(tipX, tipY, 0.05f);
    sitter.pen().shape(feeler.smooth().outline(), fill, 0.5f);
    if (clubbed || !feathered) {
      float size = clubbed ? 0.14f : 0.09f;
      sitter.pen().shape(Outline.circle(tipX, tipY, size), Fill.of(Role.SPARK), 0.6f);
      return;
    }
    for (int i = 1; i <= 6; i++) {
      float t = i / 7f;
      float x = root.x() + (tipX - root.x()) * t;
      float y = root.y() + (tipY - root.y()) * t - 0.35f * t * (1 - t) * 4 * 0.4f;
      Ribbon hair = new Ribbon().to(x, y, 0.06f).to(x + side * 0.16f, y + 0.26f, 0.02f);
      sitter.pen().more(hair.outline(), fill);
    }
  }

  /** The faceted eye; the looking one is set into it. */
  private static void dome(Sitter sitter, Skull skull, int side) {
    Skull.Spot spot = skull.on(side * 0.66f, 0.2f, 0.98f);
    if (!spot.visible()) {
      return;
    }
    Pen dome =
        sitter
            .pen()
            .at(
                Affine.translate(spot.x(), spot.y())
                    .turned(side * 0.3f)
                    .scaled(Math.max(0.5f, spot.facing()), 1));
    Fill fill =
        Fill.of(Role.CLOTH).darker(0.05f).with(Pattern.DOTS, 0.11f, Role.CLOTH, 0.1f).form(0.2f);
    dome.shape(Outline.ellipse(0, 0, 0.42f, 0.52f), fill, 0.8f);
  }

  private static void stripe(Sitter sitter, Skull skull) {
    Skull.Spot top = skull.on(0, 0.8f, 0.8f);
    Outline shape = Outline.ellipse(top.x(), top.y() + 0.05f, 0.3f, 0.34f);
    sitter.pen().more(shape, sitter.skin().bare().lighter(0.14f), 0.8f);
  }

  /** The jaws of insects that bite. */
  private static void jaws(Sitter sitter, Skull skull) {
    if (!SpeciesGroups.JAWED.has(sitter.noun())) {
      return;
    }
    for (int side = -1; side <= 1; side += 2) {
      Skull.Spot root = skull.on(side * 0.4f, -0.75f, 0.95f);
      Skull.Spot bend = skull.on(side * 0.6f, -0.85f, 1.3f);
      Skull.Spot tip = skull.on(side * 0.14f, -0.95f, 1.42f);
      if (root.visible()) {
        sitter.horn(root, bend, tip, 0.2f, sitter.dark().lighter(0.1f));
      }
    }
  }
}
