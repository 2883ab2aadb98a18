package dev.dalleserver.painting.figure;

import dev.dalleserver.painting.canvas.Affine;
import dev.dalleserver.painting.canvas.Outline;
import dev.dalleserver.painting.canvas.Ribbon;
import dev.dalleserver.painting.canvas.Waves;
import dev.dalleserver.painting.study.Fill;
import dev.dalleserver.painting.study.Pattern;

/** A carapace with a toothed rim, eyes on stalks, long feelers. */
final class CrustaceanHead implements Head {
  @Override
  public void draw(Sitter sitter) {
    boolean wide = sitter.is("crab", "barnacle", "slater");
    Skull skull = sitter.skull().sized(wide ? 1.3f : 0.95f, wide ? 0.78f : 0.95f);
    for (int side = -1; side <= 1; side += 2) {
      feeler(sitter, skull, side);
      stalk(sitter, skull, side);
    }
    Fill shell = sitter.skin().with(Pattern.SPOTS, 0.3f, sitter.skin().role(), 0.1f);
    sitter.pen().shape(carapace(skull), shell.form(0.17f), 0.6f);
    for (int side = -1; side <= 1; side += 2) {
      eye(sitter, skull, side);
    }
    Face face = sitter.face(skull);
    face.cheeks(0.8f, -0.25f, 0.2f);
    face.mouth(-0.3f, 0.42f);
  }

  /** A disc whose upper rim is toothed. */
  private static Outline carapace(Skull skull) {
    Outline rim = new Outline();
    for (int i = 0; i < 44; i++) {
      float angle = Waves.TAU * i / 44;
      boolean upper = Waves.sin(angle) < 0.2f;
      float tooth = upper && i % 2 == 0 ? 1.07f : 1;
      float x = skull.width() * tooth * Waves.cos(angle);
      float y = skull.height() * tooth * Waves.sin(angle);
      if (i == 0) {
        rim.moveTo(x, y);
      } else {
        rim.lineTo(x, y);
      }
    }
    return rim;
  }

  private static Skull.Spot eyeSpot(Skull skull, int side) {
    Skull.Spot root = skull.on(side * 0.8f, 0.75f, 0.95f);
    // Far enough apart for a hat between them.
    return new Skull.Spot(root.x() + side * 0.36f, root.y() - 0.5f, root.z());
  }

  /** The stalk of an eye. */
  private static void stalk(Sitter sitter, Skull skull, int side) {
    Skull.Spot root = skull.on(side * 0.8f, 0.75f, 0.8f);
    Skull.Spot tip = eyeSpot(skull, side);
    Ribbon stalk = new Ribbon().to(root.x(), root.y(), 0.24f).to(tip.x(), tip.y(), 0.2f);
    sitter.pen().shape(stalk.outline(), sitter.skin().bare().darker(0.06f), 0.5f);
  }

  /** Eyes on stalks are seen from everywhere. */
  private static void eye(Sitter sitter, Skull skull, int side) {
    Skull.Spot spot = eyeSpot(skull, side);
    sitter
        .pen()
        .shape(
            Outline.circle(spot.x(), spot.y(), 0.34f), sitter.skin().bare().lighter(0.05f), 0.7f);
    Skull front = new Skull(0, 0, 1, 1);
    Face face =
        new Face(
            sitter.pen().at(Affine.translate(spot.x(), spot.y())),
            front,
            sitter.expression(),
            sitter.skin());
    if (!skull.fromBehind()) {
      face.eye(side, 0, 0, 0.27f);
    }
  }

  /** Longer than the head is wide, and swung back. */
  private static void feeler(Sitter sitter, Skull skull, int side) {
    Skull.Spot root = skull.on(side * 0.25f, 0.5f, 0.95f);
    Ribbon feeler =
        new Ribbon()
            .to(root.x(), root.y(), 0.09f)
            .to(root.x() + side * 0.7f, root.y() - 1.3f, 0.07f)
            .to(root.x() + side * 1.8f, root.y() - 1.55f, 0.05f)
            .to(root.x() + side * 2.4f, root.y() - 0.9f, 0.02f);
    sitter.pen().shape(feeler.smooth().outline(), sitter.skin().bare().darker(0.15f), 0.4f);
  }
}
