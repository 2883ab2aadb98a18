package dev.dalleserver.painting.figure;

import dev.dalleserver.painting.canvas.Affine;
import dev.dalleserver.painting.canvas.Outline;
import dev.dalleserver.painting.canvas.Ribbon;
import dev.dalleserver.painting.scene.Item;
import dev.dalleserver.painting.scene.Role;
import dev.dalleserver.painting.study.Fill;
import dev.dalleserver.painting.study.Pattern;
import dev.dalleserver.painting.study.Pen;

/** What an occupation wears on its body: apron, scarf, bag. */
final class BodyItems {
  private BodyItems() {}

  static void draw(Body body, Item item) {
    switch (item) {
      case APRON -> apron(body);
      case SCARF -> scarf(body);
      case BAG -> bag(body);
      default -> {}
    }
  }

  /** Straps, a bib and a pocket. */
  private static void apron(Body body) {
    Fill linen = Fill.of(Role.PAPER).darker(0.06f).form(0.12f);
    for (int side = -1; side <= 1; side += 2) {
      Ribbon strap = new Ribbon().to(side * 0.42f, 1.2f, 0.15f).to(side * 0.5f, 2.2f, 0.15f);
      body.pen().shape(strap.outline(), linen.darker(0.1f), 0.4f);
    }
    if (body.fromBehind()) {
      return;
    }
    Outline bib =
        Outline.path(
            "M-0.55,1.85 Q0,2 0.55,1.85 L0.6,2.9 L0.95,3.1 Q1.1,4 0.95,4.7 Q0,5 -0.95,4.7 "
                + "Q-1.1,4 -0.95,3.1 L-0.6,2.9");
    body.pen().shape(bib, linen, 0.5f);
    Outline pocket = Outline.path("M-0.5,3.5 L0.5,3.5 L0.45,4.1 Q0,4.3 -0.45,4.1");
    body.pen().more(pocket, linen.darker(0.1f));
    Ribbon hem = new Ribbon().to(-0.5f, 3.52f, 0.06f).to(0.5f, 3.52f, 0.06f);
    body.pen().more(hem.outline(), Fill.of(Role.SPARK));
  }

  /** Around the neck once, one end in the wind behind. */
  private static void scarf(Body body) {
    Fill wool = Fill.of(Role.SPARK).form(0.16f).with(Pattern.BANDS, 0.28f, Role.PAPER, -0.08f);
    Ribbon tail =
        new Ribbon()
            .to(-body.facing() * 0.5f, 1.3f, 0.5f)
            .to(-body.facing() * 1.15f, 2, 0.55f)
            .to(-body.facing() * 1.9f, 2.1f, 0.6f)
            .to(-body.facing() * 2.5f, 2.7f, 0.6f);
    body.pen().shape(tail.smooth().outline(), wool, 0.5f);
    Ribbon wrap = new Ribbon().to(-0.72f, 1.05f, 0.48f).to(0, 1.36f, 0.56f).to(0.72f, 1.05f, 0.48f);
    body.pen().shape(wrap.smooth().outline(), wool, 0.5f);
  }

  /** Across the chest and down to the trailing hip. */
  private static void bag(Body body) {
    Fill leather = Fill.of(Role.SPARK).darker(0.14f).form(0.18f);
    // Drawn for the viewer's right and mirrored: the bag hangs on the side that trails.
    Pen pen = body.pen().at(Affine.scale(-body.facing(), 1));
    Ribbon strap =
        new Ribbon().to(-0.65f, 1.35f, 0.17f).to(0.2f, 2.3f, 0.17f).to(1.05f, 3.3f, 0.17f);
    pen.shape(strap.smooth().outline(), leather.darker(0.08f), 0.45f);
    Outline sack =
        Outline.path(
            "M0.5,3.1 Q1.15,2.95 1.8,3.15 Q2,3.7 1.85,4.05 Q1.15,4.4 0.5,4.05 "
                + "Q0.38,3.6 0.5,3.1");
    pen.shape(sack, leather, 0.5f);
    Outline flap =
        Outline.path("M0.48,3.1 Q1.15,2.92 1.82,3.14 Q1.75,3.75 1.15,3.8 Q0.55,3.75 0.48,3.1");
    pen.more(flap, leather.lighter(0.07f));
    pen.more(Outline.circle(1.15f, 3.72f, 0.1f), Fill.of(Role.PAPER));
  }
}
