package dev.dalleserver.painting.figure;

import dev.dalleserver.painting.canvas.Outline;
import dev.dalleserver.painting.canvas.Ribbon;
import dev.dalleserver.painting.canvas.Waves;
import dev.dalleserver.painting.scene.Role;
import dev.dalleserver.painting.study.Fill;
import dev.dalleserver.painting.study.Pattern;

/** The bell of a jellyfish, the rays of a star, the plumes of a worm, the spines of an urchin. */
final class InvertebrateHead implements Head {
  @Override
  public void draw(Sitter sitter) {
    Skull skull = sitter.skull().sized(0.92f, 0.92f);
    if (SpeciesGroups.BELL_SHAPED.has(sitter.noun())) {
      bell(sitter);
    } else if (sitter.is("star", "starfish", "sand dollar", "basket star")) {
      rays(sitter, sitter.is("sunflower", "feather", "basket") ? 11 : 5);
    } else if (sitter.is("urchin", "sea mouse", "fireworm", "bristle worm")) {
      spines(sitter);
    } else {
      plumes(sitter);
    }
    sitter.ball(skull);
    rings(sitter, skull);
    Face face = sitter.face(skull);
    face.eyes(0.46f, 0.12f, 0.28f);
    face.cheeks(0.75f, -0.25f, 0.2f);
    face.mouth(-0.4f, 0.4f);
  }

  /** Arms first, so that they hang from under the rim. */
  private static void bell(Sitter sitter) {
    for (int i = 0; i < 9; i++) {
      float x = Waves.mix(-1.3f, 1.3f, i / 8f);
      float sway = 0.22f * Waves.sin(i * 2.1f);
      Ribbon arm =
          new Ribbon()
              .to(x * 0.9f, 0, 0.16f)
              .to(x + sway, 0.9f, 0.13f)
              .to(x - sway, 1.8f, 0.1f)
              .to(x * 1.15f + sway, 2.6f + 0.3f * (i % 3), 0.03f);
      sitter.pen().shape(arm.smooth().outline(), sitter.skin().lighter(0.08f), 0.4f);
    }
    Outline bell = Outline.path("M-1.55,0.15 C-1.6,-2.1 1.6,-2.1 1.55,0.15");
    for (int i = 0; i < 7; i++) {
      float x = 1.55f - 3.1f * (i + 1) / 7;
      bell.quadTo(x + 0.22f, 0.45f, x, 0.15f);
    }
    sitter.pen().shape(bell, sitter.skin().darker(0.07f).form(0.2f), 0.5f);
  }

  /** Arms that bend a little, all the same way round. */
  private static void rays(Sitter sitter, int count) {
    Outline star = new Outline();
    for (int i = 0; i < count; i++) {
      float angle = -Waves.PI / 2 + Waves.TAU * i / count;
      float valley = angle + Waves.PI / count;
      float x = 0.95f * Waves.cos(valley);
      float y = 0.95f * Waves.sin(valley);
      if (i == 0) {
        float before = angle - Waves.PI / count;
        star.moveTo(0.95f * Waves.cos(before), 0.95f * Waves.sin(before));
      }
      star.cubicTo(
          1.75f * Waves.cos(angle - 0.14f),
          1.75f * Waves.sin(angle - 0.14f),
          2.1f * Waves.cos(angle + 0.1f),
          2.1f * Waves.sin(angle + 0.1f),
          x,
          y);
    }
    Fill skin = sitter.skin().with(Pattern.DOTS, 0.2f, Role.CLOTH, 0.08f);
    sitter.pen().shape(star, skin.form(0.16f), 0.5f);
  }

  /** Of two colours, no two of one length. */
  private static void spines(Sitter sitter) {
    for (int i = 0; i < 40; i++) {
      float angle = Waves.TAU * i / 40;
      float reach = 1.65f + 0.25f * Waves.sin(i * 2.7f);
      Ribbon spine =
          new Ribbon()
              .to(0.7f * Waves.cos(angle), 0.7f * Waves.sin(angle), 0.18f)
              .to(reach * Waves.cos(angle), reach * Waves.sin(angle), 0.03f);
      Fill fill = i % 2 == 0 ? Fill.of(Role.CLOTH) : sitter.skin().darker(0.15f);
      sitter.pen().shape(spine.outline(), fill, 0.4f);
    }
  }

  /** Two rings of feathers in the colours of the clothes. */
  private static void plumes(Sitter sitter) {
    for (int ring = 0; ring < 2; ring++) {
      for (int i = 0; i < 13; i++) {
        float angle = Waves.mix(-Waves.PI * 1.02f, Waves.PI * 0.02f, (i + 0.5f * ring) / 12.5f);
        float reach = 1.95f - 0.4f * ring;
        float curl = angle + 0.25f * Waves.sin(i * 1.7f);
        Ribbon plume =
            new Ribbon()
                .to(0.6f * Waves.cos(angle), 0.6f * Waves.sin(angle), 0.26f)
                .to(1.3f * Waves.cos(angle), 1.3f * Waves.sin(angle), 0.22f)
                .to(reach * Waves.cos(curl), reach * Waves.sin(curl), 0.16f);
        Fill fill = ring == 0 ? Fill.of(Role.CLOTH) : Fill.of(Role.SPARK);
        sitter.pen().shape(plume.smooth().outline(), fill.form(0.12f), 0.4f);
      }
    }
  }

  /** The segments of worms, across the brow. */
  private static void rings(Sitter sitter, Skull skull) {
    if (!SpeciesGroups.RINGED.has(sitter.noun())) {
      return;
    }
    for (int i = 0; i < 3; i++) {
      Skull.Spot spot = skull.on(0, 0.75f + 0.25f * i, 0.98f);
      float width = 0.72f - 0.2f * i;
      Ribbon ring =
          new Ribbon()
              .to(spot.x() - width, spot.y() + 0.12f, 0.05f)
              .to(spot.x(), spot.y(), 0.08f)
              .to(spot.x() + width, spot.y() + 0.12f, 0.05f);
      sitter.pen().more(ring.smooth().outline(), sitter.skin().darker(0.13f).flat());
    }
  }
}
