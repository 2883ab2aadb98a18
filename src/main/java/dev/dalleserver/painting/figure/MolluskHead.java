package dev.dalleserver.painting.figure;

import dev.dalleserver.painting.canvas.Outline;
import dev.dalleserver.painting.canvas.Ribbon;
import dev.dalleserver.painting.canvas.Waves;
import dev.dalleserver.painting.scene.Role;
import dev.dalleserver.painting.study.Fill;
import dev.dalleserver.painting.study.Pattern;

/** The mantle of an octopus or squid, a fan of shell, or the horns of a snail. */
final class MolluskHead implements Head {
  @Override
  public void draw(Sitter sitter) {
    boolean armed = sitter.is("octopus", "squid", "cuttlefish", "nautilus", "ammonite", "kraken");
    boolean bivalve = SpeciesGroups.BIVALVE.has(sitter.noun());
    Skull skull = sitter.skull().sized(0.94f, 0.9f);
    if (armed) {
      mantle(sitter, sitter.is("squid", "cuttlefish"));
    } else if (bivalve) {
      fan(sitter);
    }
    if (!armed && !bivalve) {
      horns(sitter, skull);
    }
    sitter.ball(skull);
    Face face = sitter.face(skull);
    face.eyes(0.5f, 0.12f, 0.29f);
    face.cheeks(0.75f, -0.25f, 0.2f);
    face.mouth(-0.4f, 0.38f);
  }

  /** The bag of an octopus or the cone of a squid. */
  private static void mantle(Sitter sitter, boolean pointed) {
    // The mantle hangs to the side that the face turns away from.
    float lean = -0.5f * Waves.sin(sitter.skull().yaw());
    Fill skin = sitter.skin().with(Pattern.SPOTS, 0.34f, sitter.skin().role(), -0.13f);
    if (pointed) {
      cone(sitter, lean, skin);
      return;
    }
    Outline dome =
        Outline.blob(
            0.85f,
            0.1f,
            1.15f + lean,
            -0.95f,
            0.6f + lean,
            -1.85f,
            lean - 0.2f,
            -2,
            lean - 1,
            -1.5f,
            lean - 1.05f,
            -0.7f,
            -0.85f,
            0.1f);
    sitter.pen().shape(dome, skin.form(0.18f), 0.5f);
  }

  /** The squid's: long, with a pair of fins at the tip. */
  private static void cone(Sitter sitter, float lean, Fill skin) {
    Outline cone =
        new Outline()
            .moveTo(-0.9f, 0)
            .cubicTo(-1, -1, lean - 0.5f, -1.7f, lean, -2.5f)
            .cubicTo(lean + 0.5f, -1.7f, 1, -1, 0.9f, 0);
    Outline fins =
        Outline.blob(
            lean,
            -2.6f,
            lean + 0.95f,
            -1.75f,
            lean + 0.3f,
            -1.35f,
            lean - 0.3f,
            -1.35f,
            lean - 0.95f,
            -1.75f);
    sitter.pen().shape(fins, Fill.of(Role.CLOTH).form(0.12f), 0.4f);
    sitter.pen().shape(cone, skin.form(0.16f), 0.5f);
  }

  /** A shell behind the head, ribbed like a scallop. */
  private static void fan(Sitter sitter) {
    Outline fan = Outline.path("M-0.5,0.7");
    int ribs = 11;
    for (int i = 0; i <= ribs; i++) {
      float angle = Waves.mix(-Waves.PI * 1.08f, Waves.PI * 0.08f, (float) i / ribs);
      fan.quadTo(
          1.8f * Waves.cos(angle - 0.12f),
          1.8f * Waves.sin(angle - 0.12f) - 0.1f,
          1.6f * Waves.cos(angle),
          1.6f * Waves.sin(angle) - 0.1f);
    }
    fan.lineTo(0.5f, 0.7f);
    Fill shell = Fill.of(Role.CLOTH).form(0.2f);
    sitter.pen().shape(fan, shell, 0.5f);
    for (int i = 1; i < ribs; i++) {
      float angle = Waves.mix(-Waves.PI * 1.08f, Waves.PI * 0.08f, (float) i / ribs);
      Ribbon rib =
          new Ribbon()
              .to(0.3f * Waves.cos(angle), 0.3f * Waves.sin(angle) + 0.3f, 0.05f)
              .to(1.6f * Waves.cos(angle), 1.6f * Waves.sin(angle) - 0.1f, 0.1f);
      sitter.pen().more(rib.outline(), shell.darker(0.13f).flat());
    }
  }

  /** Feelers with a bead at the tip. */
  private static void horns(Sitter sitter, Skull skull) {
    for (int side = -1; side <= 1; side += 2) {
      Skull.Spot root = skull.on(side * 0.4f, 0.7f, 0.85f);
      float x = root.x() + side * 0.38f;
      float y = root.y() - 0.95f;
      Ribbon horn =
          new Ribbon()
              .to(root.x(), root.y(), 0.34f)
              .to(root.x() + side * 0.22f, root.y() - 0.5f, 0.22f)
              .to(x, y, 0.16f);
      sitter.pen().shape(horn.smooth().outline(), sitter.skin().form(0.12f), 0.5f);
      sitter.pen().shape(Outline.circle(x, y, 0.19f), Fill.of(Role.SPARK), 0.5f);
    }
  }
}
