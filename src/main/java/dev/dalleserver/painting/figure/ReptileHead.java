package dev.dalleserver.painting.figure;

import dev.dalleserver.painting.canvas.Outline;
import dev.dalleserver.painting.canvas.Ribbon;
import dev.dalleserver.painting.canvas.Waves;
import dev.dalleserver.painting.scene.Role;
import dev.dalleserver.painting.study.Fill;
import dev.dalleserver.painting.study.Pattern;

/** A scaly head with a broad snout; frills, hoods and horns where the species has them. */
final class ReptileHead implements Head {
  @Override
  public void draw(Sitter sitter) {
    boolean snake = SpeciesGroups.SNAKE.has(sitter.noun());
    boolean croc = sitter.is("crocodile", "alligator", "caiman", "gharial", "tyrannosaurus");
    boolean turtle = sitter.is("turtle", "tortoise", "terrapin", "mata mata", "slider", "kappa");
    Skull skull = sitter.skull().sized(turtle ? 0.86f : 0.94f, snake ? 0.82f : 0.88f);
    hood(sitter);
    crown(sitter, skull);
    Fill skin = sitter.skin();
    sitter.with(skin.with(Pattern.SCALES, 0.17f, skin.role(), skin.change() - 0.09f)).ball(skull);
    snout(sitter, skull, croc ? 0.95f : snake ? 0.42f : turtle ? 0.2f : 0.5f, croc);
    Face face = sitter.face(skull);
    for (int side = -1; side <= 1; side += 2) {
      turret(sitter, skull, side);
    }
    face.eyes(0.62f, 0.42f, 0.25f);
    if (snake) {
      tongue(sitter, skull);
    }
  }

  /** Two jaws, the lower one lighter, with teeth for species known for them. */
  private static void snout(Sitter sitter, Skull skull, float length, boolean teeth) {
    Skull.Spot base = skull.on(0, -0.25f, 0.7f);
    Skull.Spot tip = skull.on(0, -0.34f, 1 + length);
    if (tip.z() < -0.45f) {
      return;
    }
    Ribbon jaw =
        new Ribbon().to(base.x(), base.y() + 0.16f, 1.2f).to(tip.x(), tip.y() + 0.2f, 0.74f);
    sitter.pen().shape(jaw.outline(), sitter.skin().bare().lighter(0.13f).form(0.14f), 0.7f);
    Ribbon upper = new Ribbon().to(base.x(), base.y() - 0.04f, 1.16f).to(tip.x(), tip.y(), 0.66f);
    sitter.pen().shape(upper.outline(), sitter.skin().bare().form(0.16f), 0.7f);
    for (int side = -1; side <= 1; side += 2) {
      Outline nostril = Outline.ellipse(tip.x() + side * 0.14f, tip.y() - 0.12f, 0.05f, 0.07f);
      sitter.pen().more(nostril, sitter.dark());
      if (teeth) {
        float x = tip.x() + side * 0.24f;
        Outline tooth =
            Outline.polygon(
                x - 0.07f, tip.y() + 0.2f, x + 0.07f, tip.y() + 0.2f, x, tip.y() + 0.4f);
        sitter.pen().more(tooth, sitter.pale());
      }
    }
    sitter.face(skull).mouthAt(tip.x(), tip.y() + 0.22f, 0.42f);
  }

  /** The ring of skin around an eye. */
  private static void turret(Sitter sitter, Skull skull, int side) {
    Skull.Spot spot = skull.on(side * 0.62f, 0.45f, 0.98f);
    if (spot.visible()) {
      float size = sitter.is("chameleon") ? 0.42f : 0.34f;
      Outline bump = Outline.ellipse(spot.x(), spot.y(), size * spot.facing(), size);
      sitter.pen().shape(bump, sitter.skin().bare().darker(0.05f).form(0.12f), 0.6f);
    }
  }

  /** A frill that stands out all round, or the hood of a cobra. */
  private static void hood(Sitter sitter) {
    boolean frilled = sitter.is("frilled", "triceratops");
    if (!frilled && !sitter.is("cobra", "bearded dragon", "basilisk", "dragon")) {
      return;
    }
    Fill fill = Fill.of(Role.CLOTH).form(0.16f);
    if (!frilled) {
      Outline hood =
          Outline.blob("0,-1.05 0.95,-0.7 1.4,0.2 0.9,1.3 0,1.6 -0.9,1.3 -1.4,0.2 -0.95,-0.7");
      sitter.pen().shape(hood, fill.with(Pattern.BANDS, 0.25f, Role.CLOTH, -0.1f), 0.5f);
      return;
    }
    Outline frill = new Outline();
    for (int i = 0; i <= 32; i++) {
      float angle = Waves.TAU * i / 32;
      float radius = i % 2 == 0 ? 1.8f : 1.55f;
      float x = radius * Waves.cos(angle);
      float y = radius * 0.92f * Waves.sin(angle) - 0.1f;
      if (i == 0) {
        frill.moveTo(x, y);
      } else {
        frill.lineTo(x, y);
      }
    }
    sitter.pen().shape(frill, fill, 0.5f);
    sitter.pen().more(Outline.circle(0, -0.05f, 1.25f), fill.lighter(0.1f).form(0.05f), 0.6f);
  }

  /** Spikes over the brow: lizards, dinosaurs and dragons. */
  private static void crown(Sitter sitter, Skull skull) {
    boolean casque = sitter.is("chameleon", "parasaurolophus", "pteranodon");
    int spikes = casque ? 1 : SpeciesGroups.SPIKED.has(sitter.noun()) ? 5 : 0;
    for (int i = 0; i < spikes; i++) {
      float lean = spikes == 1 ? 0 : Waves.mix(-1.1f, 1.1f, i / (spikes - 1f));
      float reach = casque ? 2.1f : 1.65f - 0.2f * Math.abs(lean);
      Skull.Spot root = skull.on(lean, 1, 0.85f);
      Skull.Spot tip = skull.on(lean * 1.2f + (casque ? Waves.PI : 0), 1.15f, reach);
      sitter.cone(root, tip, casque ? 0.8f : 0.32f, sitter.skin().bare().darker(0.14f), 0.5f);
    }
  }

  /** Forked. */
  private static void tongue(Sitter sitter, Skull skull) {
    Skull.Spot root = skull.on(0, -0.5f, 1.35f);
    if (root.z() < 0) {
      return;
    }
    Fill red = Fill.of(Role.SPARK).flat();
    sitter.pen().line(red, 0.07f, 0.7f, root.x(), root.y(), root.x() + 0.02f, root.y() + 0.4f);
    for (int side = -1; side <= 1; side += 2) {
      Ribbon fork =
          new Ribbon()
              .to(root.x() + 0.02f, root.y() + 0.38f, 0.06f)
              .to(root.x() + side * 0.16f, root.y() + 0.62f, 0.02f);
      sitter.pen().more(fork.outline(), red);
    }
  }
}
