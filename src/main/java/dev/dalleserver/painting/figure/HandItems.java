package dev.dalleserver.painting.figure;

import dev.dalleserver.painting.canvas.Outline;
import dev.dalleserver.painting.canvas.Ribbon;
import dev.dalleserver.painting.canvas.Waves;
import dev.dalleserver.painting.scene.Item;
import dev.dalleserver.painting.scene.Role;
import dev.dalleserver.painting.study.Fill;
import dev.dalleserver.painting.study.Pattern;
import dev.dalleserver.painting.study.Pen;

/** What an occupation holds; the hand is the origin, up is up. */
final class HandItems {
  static final Fill WOOD = Fill.of(Role.SPARK).darker(0.22f).form(0.14f);
  static final Fill METAL = Fill.of(Role.PAPER).darker(0.2f).form(0.24f);
  static final Fill PAGE = Fill.of(Role.PAPER).darker(0.03f).form(0.08f);
  static final Fill COLOR = Fill.of(Role.SPARK).form(0.18f);
  static final Fill DARK = Fill.of(Role.INK).lighter(0.06f).form(0.06f);

  private HandItems() {}

  /**
   * @param kind chooses among the tools and instruments, 0 to 2
   */
  static void draw(Pen pen, Item item, int kind) {
    switch (item) {
      case TOOL -> Tools.draw(pen, kind);
      case BRUSH -> brush(pen);
      case BOOK -> book(pen);
      case SCROLL -> scroll(pen);
      case INSTRUMENT -> Instruments.draw(pen, kind);
      case LANTERN -> lantern(pen);
      case STAFF -> staff(pen);
      case BASKET -> basket(pen);
      case NET -> net(pen);
      case FLAG -> flag(pen);
      case BOTTLE -> bottle(pen);
      default -> {}
    }
  }

  static void stick(Pen pen, float bottom, float top, float width) {
    Ribbon stick = new Ribbon().to(0.05f, bottom, width).to(-0.05f, -top, width * 0.85f);
    pen.shape(stick.outline(), WOOD, 0.45f);
  }

  /** Loaded with the spark of the palette. */
  private static void brush(Pen pen) {
    stick(pen, 0.8f, 0.9f, 0.15f);
    pen.shape(Outline.rectangle(-0.17f, -1.2f, 0.26f, 0.34f), METAL, 0.5f);
    Outline hair =
        Outline.path("M-0.2,-1.18 C-0.42,-1.6 -0.1,-1.9 0,-2.15 C0.1,-1.9 0.3,-1.6 0.12,-1.18");
    pen.shape(hair, COLOR, 0.55f);
  }

  /** Open, two pages with four lines of writing each. */
  private static void book(Pen pen) {
    for (int side = -1; side <= 1; side += 2) {
      Outline cover =
          Outline.polygon(0, 0.42f, side * 0.98f, 0.2f, side * 0.98f, -0.98f, 0, -0.76f);
      pen.shape(cover, COLOR.darker(0.1f), 0.45f);
      Outline page =
          new Outline()
              .moveTo(0, 0.32f)
              .quadTo(side * 0.4f, 0, side * 0.9f, 0.12f)
              .lineTo(side * 0.9f, -0.9f)
              .quadTo(side * 0.4f, -1, 0, -0.7f);
      pen.shape(page, PAGE.darker(side > 0 ? 0.06f : 0), 0.5f);
      for (int i = 0; i < 4; i++) {
        float y = -0.66f + 0.22f * i;
        Ribbon line =
            new Ribbon().to(side * 0.16f, y + 0.06f, 0.05f).to(side * 0.74f, y - 0.02f, 0.05f);
        pen.more(line.outline(), DARK, 0.5f);
      }
    }
  }

  /** Between two rolls, a last line left short. */
  private static void scroll(Pen pen) {
    Outline sheet =
        Outline.path(
            "M-0.62,-0.95 L0.62,-0.95 Q0.5,-0.1 0.66,0.75 L-0.58,0.75 "
                + "Q-0.74,-0.1 -0.62,-0.95");
    pen.shape(sheet, PAGE.darker(0.05f), 0.5f);
    for (int i = 0; i < 5; i++) {
      float y = -0.66f + 0.26f * i;
      Ribbon line = new Ribbon().to(-0.42f, y, 0.06f).to(i == 4 ? 0 : 0.42f, y, 0.06f);
      pen.more(line.outline(), DARK, 0.55f);
    }
    for (int end = -1; end <= 1; end += 2) {
      Ribbon roll = new Ribbon().to(-0.72f, end * 0.85f, 0.26f).to(0.72f, end * 0.85f, 0.26f);
      pen.shape(roll.outline(), PAGE.darker(0.14f), 0.5f);
    }
  }

  /** With a glow that reaches past its glass. */
  private static void lantern(Pen pen) {
    pen.line(DARK, 0.1f, 0.4f, 0, 0, 0, 0.35f);
    for (int i = 3; i > 0; i--) {
      pen.more(
          Outline.circle(0, 0.95f, 0.55f + 0.42f * i),
          Fill.of(Role.PAPER).lighter(0.02f).flat(),
          0.1f);
    }
    Outline roof = Outline.polygon(-0.42f, 0.55f, 0, 0.25f, 0.42f, 0.55f);
    pen.shape(roof, METAL.darker(0.3f), 0.5f);
    Outline glass = Outline.polygon(-0.36f, 0.55f, 0.36f, 0.55f, 0.44f, 1.35f, -0.44f, 1.35f);
    pen.shape(glass, Fill.of(Role.PAPER).form(0.05f), 0.6f);
    Outline flame = Outline.path("M0,0.68 C0.3,0.98 0.24,1.25 0,1.26 C-0.24,1.25 -0.3,0.98 0,0.68");
    pen.more(flame, COLOR.lighter(0.05f));
    for (int side = -1; side <= 1; side += 2) {
      Ribbon bar = new Ribbon().to(side * 0.36f, 0.55f, 0.08f).to(side * 0.44f, 1.35f, 0.08f);
      pen.more(bar.outline(), DARK);
    }
    pen.shape(Outline.rectangle(-0.5f, 1.32f, 1, 0.17f), METAL.darker(0.3f), 0.5f);
  }

  /** A shepherd's crook with a bead in it. */
  private static void staff(Pen pen) {
    stick(pen, 3.2f, 1.5f, 0.2f);
    Ribbon crook = new Ribbon();
    for (int i = 0; i <= 14; i++) {
      float angle = Waves.mix(Waves.PI, Waves.PI * 2.6f, i / 14f);
      float radius = 0.5f * (1 - 0.035f * i);
      crook.to(0.45f + radius * Waves.cos(angle), -1.5f + radius * Waves.sin(angle), 0.2f);
    }
    pen.shape(crook.outline(), WOOD, 0.5f);
    pen.shape(Outline.circle(0.42f, -1.42f, 0.16f), COLOR.lighter(0.1f), 0.6f);
  }

  /** Woven, with fruit and a handle. */
  private static void basket(Pen pen) {
    for (int i = 0; i < 5; i++) {
      float x = -0.5f + 0.25f * i;
      Fill fruit = (i % 2 == 0 ? COLOR : Fill.of(Role.CLOTH)).lighter(0.05f).form(0.2f);
      pen.shape(Outline.circle(x, 0.4f - 0.1f * (i % 2), 0.24f), fruit, 0.5f);
    }
    Outline bowl =
        Outline.path("M-0.85,0.42 L0.85,0.42 C0.8,1.1 0.5,1.3 0,1.3 C-0.5,1.3 -0.8,1.1 -0.85,0.42");
    pen.shape(bowl, WOOD.lighter(0.16f).with(Pattern.CHECKS, 0.16f, Role.SPARK, -0.2f), 0.5f);
    Ribbon handle = new Ribbon();
    for (int i = 0; i <= 12; i++) {
      float angle = Waves.PI + Waves.PI * i / 12;
      handle.to(0.8f * Waves.cos(angle), 0.45f + 0.6f * Waves.sin(angle), 0.12f);
    }
    pen.shape(handle.outline(), WOOD, 0.5f);
  }

  /** A hoop and a bag. */
  private static void net(Pen pen) {
    stick(pen, 1.2f, 1.3f, 0.14f);
    Outline bag =
        Outline.path("M-0.7,-1.75 C-0.6,-0.6 -0.1,-0.4 0.2,-0.7 C0.5,-1 0.6,-1.4 0.6,-1.75");
    pen.shape(bag, PAGE.with(Pattern.CHECKS, 0.16f, Role.PAPER, -0.25f), 0.45f);
    Outline ring = Outline.ellipse(-0.05f, -1.75f, 0.72f, 0.28f);
    ring.and(Outline.ellipse(-0.05f, -1.75f, 0.62f, 0.19f).reversed());
    pen.shape(ring, WOOD, 0.5f);
  }

  /** In a wind that always blows. */
  private static void flag(Pen pen) {
    stick(pen, 1.6f, 2.3f, 0.13f);
    Outline cloth =
        Outline.path("M0,-2.25 C0.6,-2.6 1,-1.9 1.8,-2.2 L1.75,-1.15 C1,-0.85 0.6,-1.55 0,-1.2");
    pen.shape(cloth, COLOR.with(Pattern.BANDS, 0.36f, Role.PAPER, -0.05f), 0.5f);
    pen.more(Outline.circle(-0.06f, -2.36f, 0.13f), Fill.of(Role.PAPER));
  }

  /** Half full. */
  private static void bottle(Pen pen) {
    Outline glass =
        Outline.path(
            "M-0.16,-0.95 L0.16,-0.95 L0.17,-0.5 C0.6,-0.2 0.62,0.7 0.4,0.85 L-0.4,0.85 "
                + "C-0.62,0.7 -0.6,-0.2 -0.17,-0.5");
    pen.shape(glass, Fill.of(Role.GROUND).lighter(0.12f).form(0.2f), 0.5f);
    Outline liquid =
        Outline.path(
            "M-0.48,0.1 Q0,0.22 0.48,0.06 C0.54,0.6 0.45,0.7 0.34,0.77 L-0.34,0.77 "
                + "C-0.45,0.7 -0.54,0.6 -0.48,0.1");
    pen.more(liquid, COLOR);
    pen.more(Outline.circle(-0.1f, 0.4f, 0.08f), Fill.of(Role.PAPER), 0.7f);
    pen.shape(Outline.rectangle(-0.14f, -1.2f, 0.28f, 0.3f), WOOD, 0.5f);
  }
}
