package dev.dalleserver.painting.figure;

import dev.dalleserver.painting.canvas.Affine;
import dev.dalleserver.painting.canvas.Outline;
import dev.dalleserver.painting.canvas.Ribbon;
import dev.dalleserver.painting.canvas.SeededRandom;
import dev.dalleserver.painting.canvas.Waves;
import dev.dalleserver.painting.scene.Item;
import dev.dalleserver.painting.scene.Role;
import dev.dalleserver.painting.study.Fill;
import dev.dalleserver.painting.study.Pen;

/** What an occupation wears on its head, and its glasses. */
final class HeadItems {
  private static final Fill BAND = Fill.of(Role.SPARK).form(0.1f);

  private HeadItems() {}

  /** Drawn before the head. */
  static void behind(Pen pen, Item item) {
    if (item == Item.HOOD) {
      Outline hood =
          Outline.blob("0,-1.62 1.05,-1.15 1.45,0 1.35,1.3 0,1.75 -1.35,1.3 -1.45,0 -1.05,-1.15");
      pen.shape(hood, Fill.of(Role.CLOTH).darker(0.1f).form(0.18f), 0.4f);
      pen.more(
          Outline.ellipse(0, 0.05f, 1.14f, 1.22f), Fill.of(Role.INK).lighter(0.08f).form(0.05f));
    }
  }

  /**
   * Drawn after the head.
   *
   * @param top how high above the middle of the head a hat sits
   */
  static void above(Pen pen, Skull skull, Item item, float top, SeededRandom random) {
    float x = -0.12f * Waves.sin(skull.yaw());
    float tilt = 0.1f * Waves.sin(skull.yaw()) + 0.05f * random.bell();
    float y = -top - 0.25f * Waves.sin(skull.pitch());
    Pen hat = pen.at(Affine.translate(x, y).turned(tilt));
    float side = skull.yaw() >= 0 ? 1 : -1;
    switch (item) {
      case HAT -> hat(hat, random.below(3));
      case CAP -> cap(hat, side, skull.fromBehind());
      case HELMET -> helmet(hat);
      case CROWN -> crown(hat);
      case HOOD -> rim(pen);
      case GLASSES -> glasses(pen, skull);
      default -> {}
    }
  }

  /** Top hat, bowler or pointed. */
  private static void hat(Pen pen, int kind) {
    Fill felt = Fill.of(Role.CLOTH).darker(0.18f).form(0.18f);
    float crown = kind == 0 ? 1.25f : kind == 1 ? 0.75f : 1.9f;
    float top = kind == 2 ? 0.08f : 0.72f;
    Outline body =
        new Outline()
            .moveTo(-0.84f, 0.05f)
            .cubicTo(-0.84f, -0.5f, -top, -crown + 0.2f, -top, -crown)
            .quadTo(0, -crown - 0.14f, top, -crown)
            .cubicTo(top, -crown + 0.2f, 0.84f, -0.5f, 0.84f, 0.05f);
    pen.shape(body, felt, 0.45f);
    Ribbon band = new Ribbon().to(-0.82f, -0.1f, 0.26f).to(0, 0.02f, 0.26f).to(0.82f, -0.1f, 0.26f);
    pen.more(band.smooth().outline(), BAND);
    pen.shape(
        Outline.ellipse(0, 0.08f, kind == 1 ? 1.75f : 1.4f, 0.24f), felt.lighter(0.05f), 0.45f);
  }

  /** The peak points to where the face does. */
  private static void cap(Pen pen, float side, boolean behind) {
    Fill cloth = Fill.of(Role.CLOTH).darker(0.1f).form(0.18f);
    Outline dome = Outline.path("M-0.94,0.14 C-1.02,-0.85 1.02,-0.85 0.94,0.14 Q0,0.34 -0.94,0.14");
    pen.shape(dome, cloth, 0.45f);
    pen.more(Outline.circle(0, -0.6f, 0.12f), BAND);
    if (!behind) {
      Outline peak =
          Outline.blob(
              side * -0.5f,
              0.14f,
              side * 0.5f,
              0.1f,
              side * 1.45f,
              0.3f,
              side * 0.9f,
              0.42f,
              side * -0.2f,
              0.36f);
      pen.shape(peak, Fill.of(Role.SPARK).darker(0.1f), 0.45f);
    }
  }

  /** A dome with a ridge and a rim. */
  private static void helmet(Pen pen) {
    Fill steel = Fill.of(Role.GROUND).lighter(0.16f).form(0.26f);
    Outline dome = Outline.path("M-1.08,0.4 C-1.16,-1.05 1.16,-1.05 1.08,0.4 Q0,0.1 -1.08,0.4");
    pen.shape(dome, steel, 0.45f);
    Ribbon ridge = new Ribbon().to(0, 0.18f, 0.2f).to(0, -0.72f, 0.2f);
    pen.more(ridge.outline(), BAND);
    Ribbon rim = new Ribbon().to(-1.12f, 0.4f, 0.2f).to(0, 0.12f, 0.2f).to(1.12f, 0.4f, 0.2f);
    pen.shape(rim.smooth().outline(), steel.darker(0.2f), 0.45f);
  }

  /** Five points with pearls. */
  private static void crown(Pen pen) {
    Outline crown = Outline.path("M-0.82,0.2");
    for (int i = 0; i < 5; i++) {
      float x = Waves.mix(-0.95f, 0.95f, i / 4f);
      crown.lineTo(x, -0.82f - 0.12f * (2 - Math.abs(i - 2)));
      if (i < 4) {
        crown.lineTo(x + 0.24f, -0.25f);
      }
    }
    crown.lineTo(0.82f, 0.2f).quadTo(0, 0.42f, -0.82f, 0.2f);
    Fill gold = Fill.of(Role.SPARK).lighter(0.06f).form(0.22f);
    pen.shape(crown, gold, 0.5f);
    for (int i = 0; i < 5; i++) {
      float x = Waves.mix(-0.95f, 0.95f, i / 4f);
      pen.more(
          Outline.circle(x, -0.86f - 0.12f * (2 - Math.abs(i - 2)), 0.11f), Fill.of(Role.PAPER));
      pen.more(Outline.circle(x * 0.75f, 0.1f, 0.09f), Fill.of(Role.CLOTH).darker(0.15f));
    }
  }

  /** The edge of a hood, in front of the face. */
  private static void rim(Pen pen) {
    Ribbon rim = new Ribbon();
    for (int i = 0; i <= 16; i++) {
      float angle = Waves.mix(-Waves.PI * 1.25f, Waves.PI * 0.25f, i / 16f);
      rim.to(1.16f * Waves.cos(angle), 1.24f * Waves.sin(angle), 0.34f);
    }
    pen.shape(rim.outline(), Fill.of(Role.CLOTH).form(0.16f), 0.45f);
  }

  /** Each lens is where the turned head has its eye; a far one may be hidden. */
  private static void glasses(Pen pen, Skull skull) {
    Fill frame = Fill.of(Role.INK).flat();
    Skull.Spot[] spots = {skull.on(-0.48f, 0.12f, 1.06f), skull.on(0.48f, 0.12f, 1.06f)};
    for (Skull.Spot spot : spots) {
      if (spot.visible()) {
        float width = 0.4f * spot.facing();
        Outline ring = Outline.ellipse(spot.x(), spot.y(), width, 0.4f);
        ring.and(Outline.ellipse(spot.x(), spot.y(), width - 0.075f, 0.325f).reversed());
        pen.shape(ring, frame, 0.8f);
        Ribbon glint =
            new Ribbon()
                .to(spot.x() - width * 0.45f, spot.y() + 0.04f, 0.05f)
                .to(spot.x() - width * 0.15f, spot.y() - 0.24f, 0.03f);
        pen.more(glint.outline(), Fill.of(Role.PAPER).flat(), 0.8f);
      }
    }
    if (spots[0].visible() && spots[1].visible()) {
      Ribbon bridge =
          new Ribbon()
              .to(spots[0].x() + 0.34f, spots[0].y() - 0.06f, 0.08f)
              .to((spots[0].x() + spots[1].x()) / 2, spots[0].y() - 0.14f, 0.08f)
              .to(spots[1].x() - 0.34f, spots[1].y() - 0.06f, 0.08f);
      pen.more(bridge.smooth().outline(), frame);
    }
  }
}
