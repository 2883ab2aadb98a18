package dev.dalleserver.painting.figure;

import dev.dalleserver.painting.canvas.Outline;
import dev.dalleserver.painting.canvas.Ribbon;
import dev.dalleserver.painting.canvas.Waves;
import dev.dalleserver.painting.scene.Role;
import dev.dalleserver.painting.study.Fill;

/** A bill of the species' own kind, a crest, and the discs of owls. */
final class BirdHead implements Head {
  /** Shapes of bills; length beyond the head and width at the root, in head radii. */
  private enum Bill {
    SHORT(0.62f, 0.54f),
    HOOKED(0.66f, 0.54f),
    FLAT(0.95f, 0.6f),
    LONG(1.6f, 0.36f),
    HUGE(1.5f, 0.78f);

    private final float length;
    private final float width;

    Bill(float length, float width) {
      this.length = length;
      this.width = width;
    }

    float tipWidth() {
      return this == FLAT ? width * 0.85f : width * 0.1f;
    }
  }

  @Override
  public void draw(Sitter sitter) {
    boolean owl = sitter.is("owl", "owlet", "potoo", "nightjar", "oilbird");
    Skull skull = owl ? sitter.skull().sized(1.08f, 0.98f) : sitter.skull().sized(0.94f, 0.97f);
    crest(sitter, skull, owl);
    sitter.ball(skull);
    cap(sitter, skull, owl);
    Face face = sitter.face(skull);
    if (owl) {
      discs(sitter, skull);
      face.eyes(0.5f, 0.12f, 0.34f);
    } else {
      face.eyes(0.62f, 0.18f, 0.255f);
    }
    face.cheeks(0.95f, -0.25f, 0.19f);
    bill(sitter, skull, bill(sitter, owl));
  }

  private static Bill bill(Sitter sitter, boolean owl) {
    if (owl) {
      return Bill.SHORT;
    }
    if (sitter.is("toucan", "hornbill", "pelican", "puffin", "shoebill", "aracari")) {
      return Bill.HUGE;
    }
    if (SpeciesGroups.FLAT_BILLED.has(sitter.noun())) {
      return Bill.FLAT;
    }
    if (SpeciesGroups.HOOK_BILLED.has(sitter.noun())) {
      return Bill.HOOKED;
    }
    return SpeciesGroups.LONG_BILLED.has(sitter.noun()) ? Bill.LONG : Bill.SHORT;
  }

  /** Two halves from the middle of the face; they part with the emotion. */
  private static void bill(Sitter sitter, Skull skull, Bill bill) {
    Skull.Spot root = skull.on(0, -0.14f, 0.8f);
    Skull.Spot tip = skull.on(0, -0.3f, 1 + bill.length);
    // Seen a little from behind, a bill still stands out beyond the cheek.
    if (tip.z() < -0.45f) {
      return;
    }
    float gape = 0.1f + 0.5f * sitter.expression().opening();
    Fill horn = Fill.of(Role.SPARK).form(0.16f);
    Ribbon lower =
        new Ribbon()
            .to(root.x(), root.y() + 0.14f, bill.width * 0.86f)
            .to(tip.x() * 0.9f, tip.y() + gape, bill.tipWidth() * 0.8f);
    sitter.pen().shape(lower.outline(), horn.darker(0.16f), 0.8f);
    sitter.pen().shape(upper(root, tip, bill), horn, 0.85f);
    smile(sitter, root, bill.width);
    nostrils(sitter, root, tip);
  }

  /** The upper half, which in birds of prey and parrots bends over the lower. */
  private static Outline upper(Skull.Spot root, Skull.Spot tip, Bill bill) {
    Ribbon upper = new Ribbon().to(root.x(), root.y() - 0.06f, bill.width);
    upper.to((root.x() + tip.x()) / 2, (root.y() + tip.y()) / 2 - 0.08f, bill.width * 0.72f);
    if (bill == Bill.HOOKED) {
      upper.to(tip.x(), tip.y(), bill.width * 0.5f).to(tip.x() * 0.92f, tip.y() + 0.34f, 0.05f);
    } else {
      upper.to(tip.x(), tip.y() - 0.04f, bill.tipWidth());
    }
    return upper.smooth().outline();
  }

  /** Bills cannot smile; their corners can. */
  private static void smile(Sitter sitter, Skull.Spot root, float width) {
    float corner = -0.22f * sitter.expression().mouth();
    for (int side = -1; side <= 1; side += 2) {
      float x = root.x() + side * width * 0.42f;
      Ribbon line =
          new Ribbon()
              .to(x, root.y() + 0.16f, 0.08f)
              .to(x + side * 0.12f, root.y() + 0.17f + corner * 0.3f, 0.075f)
              .to(x + side * 0.24f, root.y() + 0.16f + corner, 0.03f);
      sitter.pen().more(line.smooth().outline(), sitter.dark());
    }
  }

  /** Two small holes near the root. */
  private static void nostrils(Sitter sitter, Skull.Spot root, Skull.Spot tip) {
    for (int side = -1; side <= 1; side += 2) {
      float x = Waves.mix(root.x(), tip.x(), 0.22f) + side * 0.09f;
      float y = Waves.mix(root.y(), tip.y(), 0.22f) - 0.1f;
      sitter.pen().more(Outline.ellipse(x, y, 0.035f, 0.05f), sitter.dark());
    }
  }

  /** The saucers of feathers around an owl's eyes. */
  private static void discs(Sitter sitter, Skull skull) {
    for (int side = -1; side <= 1; side += 2) {
      Skull.Spot spot = skull.on(side * 0.5f, 0.1f, 1);
      if (spot.visible()) {
        Fill pale = sitter.skin().bare().lighter(0.18f).form(0.06f);
        float width = 0.56f * spot.facing();
        sitter.pen().shape(Outline.ellipse(spot.x(), spot.y() + 0.04f, width, 0.6f), pale, 0.6f);
      }
    }
  }

  /** Half of all species wear darker feathers on top. */
  private static void cap(Sitter sitter, Skull skull, boolean owl) {
    if (owl || !sitter.species().named("cap").chance(0.5f)) {
      return;
    }
    Skull.Spot top = skull.on(0, 1, 0.62f);
    sitter
        .pen()
        .more(
            Outline.ellipse(top.x(), top.y() - 0.05f, 0.78f, 0.42f),
            sitter.skin().bare().darker(0.2f).form(0.1f),
            0.9f);
  }

  /** Ear tufts for owls, a fan for the crested, a few ruffled feathers for the rest. */
  private static void crest(Sitter sitter, Skull skull, boolean owl) {
    boolean crested =
        SpeciesGroups.CRESTED.has(sitter.noun()) || sitter.species().named("crest").chance(0.3f);
    if (owl) {
      for (int side = -1; side <= 1; side += 2) {
        Skull.Spot root = skull.on(side * 0.75f, 0.8f, 0.85f);
        Skull.Spot tip = skull.on(side * 0.95f, 0.85f, 1.5f);
        sitter.cone(root, tip, 0.42f, sitter.skin().darker(0.08f), 0.5f);
      }
      return;
    }
    int feathers = crested ? 7 : 3;
    float reach = crested ? 2.05f : 1.35f;
    for (int i = 0; i < feathers; i++) {
      float lean = Waves.mix(-0.75f, 0.75f, feathers == 1 ? 0.5f : i / (feathers - 1f));
      Skull.Spot root = skull.on(lean * 0.5f, 1.2f, 0.85f);
      Skull.Spot bend = skull.on(lean * 1.2f, 1.3f, (1 + reach) / 2);
      Skull.Spot tip = skull.on(lean * 2.2f, 1.25f, reach * (1 - 0.12f * Math.abs(lean)));
      Fill fill = i % 2 == 0 ? Fill.of(Role.CLOTH) : sitter.skin().bare().darker(0.1f);
      sitter.horn(root, bend, tip, 0.2f, fill);
      if (crested) {
        sitter.pen().more(Outline.circle(tip.x(), tip.y(), 0.11f), Fill.of(Role.SPARK));
      }
    }
  }
}
