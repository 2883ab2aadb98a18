package dev.dalleserver.painting.figure;

import dev.dalleserver.painting.canvas.Outline;
import dev.dalleserver.painting.canvas.Ribbon;
import dev.dalleserver.painting.scene.Role;
import dev.dalleserver.painting.study.Fill;

/** Frogs with eyes on top and a mouth from ear to ear; newts with a crest or gills. */
final class AmphibianHead implements Head {
  @Override
  public void draw(Sitter sitter) {
    boolean tailed = SpeciesGroups.TAILED_AMPHIBIAN.has(sitter.noun());
    Skull skull = sitter.skull().sized(tailed ? 1.05f : 1.22f, tailed ? 0.8f : 0.82f);
    if (tailed) {
      gills(sitter, skull);
    }
    for (int side = -1; side <= 1; side += 2) {
      bump(sitter, skull, side, tailed);
    }
    sitter.ball(skull);
    chin(sitter, skull);
    Face face = sitter.face(skull);
    face.eyes(0.55f, tailed ? 0.4f : 0.72f, tailed ? 0.24f : 0.31f);
    face.cheeks(0.95f, -0.1f, 0.22f);
    Skull.Spot mouth = skull.on(0, -0.28f, 1.02f);
    if (mouth.visible()) {
      face.mouthAt(mouth.x(), mouth.y(), 0.72f * mouth.facing());
    }
    nostrils(sitter, skull);
  }

  /** The dome that an eye sits on. */
  private static void bump(Sitter sitter, Skull skull, int side, boolean tailed) {
    Skull.Spot spot = skull.on(side * 0.55f, tailed ? 0.42f : 0.75f, 0.95f);
    float size = tailed ? 0.3f : 0.44f;
    Outline bump = Outline.ellipse(spot.x(), spot.y(), size, size);
    sitter.pen().shape(bump, sitter.skin().bare().lighter(0.02f).form(0.14f), 0.6f);
  }

  private static void chin(Sitter sitter, Skull skull) {
    Skull.Spot spot = skull.on(0, -0.62f, 0.72f);
    Outline shape = Outline.ellipse(spot.x(), spot.y() + 0.1f, 0.82f * skull.width(), 0.34f);
    sitter.pen().more(shape, sitter.skin().bare().lighter(0.2f).form(0.08f), 0.9f);
  }

  private static void nostrils(Sitter sitter, Skull skull) {
    for (int side = -1; side <= 1; side += 2) {
      Skull.Spot spot = skull.on(side * 0.12f, 0.02f, 1.02f);
      if (spot.visible()) {
        sitter.pen().more(Outline.ellipse(spot.x(), spot.y(), 0.04f, 0.05f), sitter.dark());
      }
    }
  }

  /** Feathered gills, three on a side. */
  private static void gills(Sitter sitter, Skull skull) {
    Fill red = Fill.of(Role.SPARK).form(0.14f);
    for (int side = -1; side <= 1; side += 2) {
      for (int i = 0; i < 3; i++) {
        float latitude = 0.5f - 0.42f * i;
        Skull.Spot root = skull.on(side * 1.3f, latitude, 0.85f);
        Skull.Spot bend = skull.on(side * 1.5f, latitude, 1.35f);
        Skull.Spot tip = skull.on(side * 1.6f, latitude + 0.22f, 1.8f);
        sitter.horn(root, bend, tip, 0.2f, red.darker(0.05f * i));
        for (int barb = 0; barb < 4; barb++) {
          float t = 0.3f + 0.2f * barb;
          float x = root.x() + (tip.x() - root.x()) * t;
          float y = root.y() + (tip.y() - root.y()) * t;
          Ribbon hair = new Ribbon().to(x, y, 0.07f).to(x + side * 0.08f, y + 0.26f, 0.02f);
          sitter.pen().more(hair.outline(), red.lighter(0.06f));
        }
      }
    }
  }
}
