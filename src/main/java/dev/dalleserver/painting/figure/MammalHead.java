package dev.dalleserver.painting.figure;

import dev.dalleserver.painting.canvas.Outline;
import dev.dalleserver.painting.canvas.Ribbon;
import dev.dalleserver.painting.canvas.Waves;
import dev.dalleserver.painting.scene.Role;
import dev.dalleserver.painting.study.Fill;

/** Ears, muzzle, and what a species has besides: horns, mane, trunk, whiskers. */
final class MammalHead implements Head {
  private static final float NOSE_LATITUDE = -0.32f;

  @Override
  public void draw(Sitter sitter) {
    MammalTraits traits = MammalTraits.of(sitter.noun(), sitter.species());
    Skull skull = sitter.skull().sized(traits.width(), traits.height());
    if (traits.mane()) {
      mane(sitter, skull);
    }
    if (traits.spines()) {
      spines(sitter);
    }
    MammalEars.draw(sitter, skull, traits, true);
    MammalHorns.draw(sitter, skull, traits);
    sitter.ball(skull);
    markings(sitter, skull, traits);
    MammalEars.draw(sitter, skull, traits, false);
    Face face = sitter.face(skull);
    face.eyes(traits.eyeLongitude(), 0.16f, traits.eyeSize());
    face.cheeks(0.85f, -0.28f, 0.2f);
    muzzle(sitter, skull, traits, face);
  }

  /** Two rings of locks, the nearer one lighter. */
  private static void mane(Sitter sitter, Skull skull) {
    int locks = 26;
    Fill hair = sitter.skin().bare().darker(0.14f);
    for (int ring = 0; ring < 2; ring++) {
      for (int i = 0; i < locks; i++) {
        float angle = Waves.TAU * (i + 0.5f * ring) / locks;
        float reach = (1.75f - 0.22f * ring) * (1 + 0.07f * Waves.sin(i * 2.4f));
        float bend = angle + 0.18f;
        Ribbon lock =
            new Ribbon()
                .to(0.7f * Waves.cos(angle), 0.7f * Waves.sin(angle), 0.5f)
                .to(1.25f * Waves.cos(angle), 1.25f * Waves.sin(angle), 0.46f)
                .to(reach * Waves.cos(bend), reach * Waves.sin(bend), 0.05f);
        Fill shade = hair.lighter(0.07f * ring + (i % 2 == 0 ? 0 : 0.05f));
        sitter.pen().shape(lock.smooth().outline(), shade, 0.5f);
      }
    }
  }

  /** They stand up over the back of the head. */
  private static void spines(Sitter sitter) {
    for (int i = 0; i < 34; i++) {
      float angle = Waves.PI * (0.92f + 1.16f * i / 33);
      float reach = 1.6f + 0.15f * (i % 3);
      Ribbon spine =
          new Ribbon()
              .to(0.75f * Waves.cos(angle), 0.75f * Waves.sin(angle), 0.2f)
              .to(reach * Waves.cos(angle), reach * Waves.sin(angle), 0.02f);
      Fill fill = sitter.dark().lighter(i % 2 == 0 ? 0.08f : 0.3f);
      sitter.pen().shape(spine.outline(), fill, 0.4f);
    }
  }

  /** Dark patches about the eyes, a pale stripe between them. */
  private static void markings(Sitter sitter, Skull skull, MammalTraits traits) {
    if (traits.mask()) {
      for (int side = -1; side <= 1; side += 2) {
        Skull.Spot spot = skull.on(side * (traits.eyeLongitude() + 0.06f), 0.08f, 1);
        if (spot.visible()) {
          float width = 0.36f * spot.facing();
          sitter.pen().more(Outline.ellipse(spot.x(), spot.y(), width, 0.4f), sitter.dark(), 0.8f);
        }
      }
    }
    if (traits.blaze()) {
      Skull.Spot top = skull.on(0, 1.1f, 1);
      Skull.Spot low = skull.on(0, -0.2f, 1);
      if (top.visible() && low.visible()) {
        Ribbon blaze = new Ribbon().to(top.x(), top.y(), 0.3f).to(low.x(), low.y(), 0.55f);
        sitter.pen().more(blaze.outline(), sitter.pale(), 0.85f);
      }
    }
  }

  /** A cone from the face to its tip, with whiskers, mouth and nose on it. */
  private static void muzzle(Sitter sitter, Skull skull, MammalTraits traits, Face face) {
    Skull.Spot base = skull.on(0, -0.36f, 0.72f);
    Skull.Spot tip = skull.on(0, -0.4f, 1 + traits.muzzle());
    if (tip.z() < -0.45f) {
      return;
    }
    float wide = traits.muzzleWidth();
    Ribbon snout =
        new Ribbon()
            .to(base.x(), base.y(), wide * 2.3f)
            .to(tip.x(), tip.y() + 0.1f, wide * 2 * (1 - 0.16f * traits.muzzle()));
    Fill fill = traits.paleMuzzle() ? sitter.skin().bare().lighter(0.16f) : sitter.skin().bare();
    sitter.pen().shape(snout.outline(), fill.form(0.13f), 0.7f);
    whiskers(sitter, tip, traits);
    Skull.Spot nose = skull.on(0, NOSE_LATITUDE, 1.05f + traits.muzzle());
    if (traits.trunk()) {
      trunk(sitter, base);
      face.mouthAt(base.x() + 0.34f * Waves.sin(skull.yaw()), base.y() + 0.5f, 0.26f);
      return;
    }
    face.mouthAt(tip.x(), tip.y() + 0.3f * wide / 0.42f, wide * 0.78f);
    nose(sitter, nose, traits);
  }

  /** A soft triangle, or a disc with two holes. */
  private static void nose(Sitter sitter, Skull.Spot at, MammalTraits traits) {
    float size = traits.noseSize();
    if (traits.disc()) {
      Fill pink = Fill.of(Role.SPARK).lighter(0.05f);
      sitter.pen().shape(Outline.ellipse(at.x(), at.y(), 0.42f, 0.32f), pink.form(0.12f), 0.8f);
      sitter.pen().more(Outline.ellipse(at.x() - 0.15f, at.y(), 0.08f, 0.13f), sitter.dark());
      sitter.pen().more(Outline.ellipse(at.x() + 0.15f, at.y(), 0.08f, 0.13f), sitter.dark());
      return;
    }
    Outline shape =
        Outline.blob(
            at.x() - size,
            at.y() - size * 0.5f,
            at.x(),
            at.y() - size * 0.75f,
            at.x() + size,
            at.y() - size * 0.5f,
            at.x() + size * 0.4f,
            at.y() + size * 0.45f,
            at.x(),
            at.y() + size * 0.7f,
            at.x() - size * 0.4f,
            at.y() + size * 0.45f);
    sitter.pen().shape(shape, sitter.dark().form(0.2f), 0.9f);
  }

  /** Swings to where the head faces. */
  private static void trunk(Sitter sitter, Skull.Spot base) {
    float sway = sitter.skull().yaw() >= 0 ? 1 : -1;
    Ribbon trunk =
        new Ribbon()
            .to(base.x(), base.y() - 0.1f, 0.72f)
            .to(base.x() + 0.1f * sway, base.y() + 0.6f, 0.56f)
            .to(base.x() + 0.3f * sway, base.y() + 1.25f, 0.42f)
            .to(base.x() + 0.75f * sway, base.y() + 1.6f, 0.34f)
            .to(base.x() + 1.15f * sway, base.y() + 1.35f, 0.28f);
    sitter.pen().shape(trunk.smooth().outline(), sitter.skin().lighter(0.04f).form(0.14f), 0.7f);
  }

  /** Three to a side. */
  private static void whiskers(Sitter sitter, Skull.Spot tip, MammalTraits traits) {
    if (!traits.whiskers()) {
      return;
    }
    for (int side = -1; side <= 1; side += 2) {
      for (int i = -1; i <= 1; i++) {
        Ribbon hair =
            new Ribbon()
                .to(tip.x() + side * 0.2f, tip.y() + 0.12f + 0.07f * i, 0.035f)
                .to(tip.x() + side * 0.75f, tip.y() + 0.08f + 0.17f * i, 0.03f)
                .to(tip.x() + side * 1.2f, tip.y() + 0.2f + 0.25f * i, 0.012f);
        sitter.pen().more(hair.smooth().outline(), sitter.pale(), 0.8f);
      }
    }
  }
}
