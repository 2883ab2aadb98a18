package dev.dalleserver.painting.figure;

import dev.dalleserver.painting.canvas.Outline;
import dev.dalleserver.painting.canvas.Ribbon;
import dev.dalleserver.painting.scene.Role;
import dev.dalleserver.painting.study.Fill;
import dev.dalleserver.painting.study.Pattern;
import dev.dalleserver.painting.study.Pen;

/** Lute, horn and drum. */
final class Instruments {
  private Instruments() {}

  static void draw(Pen pen, int kind) {
    switch (kind) {
      case 0 -> lute(pen);
      case 1 -> horn(pen);
      default -> drum(pen);
    }
  }

  /** A round belly, three strings and a bent pegbox. */
  private static void lute(Pen pen) {
    Ribbon neck = new Ribbon().to(0, 0, 0.22f).to(0.75f, -1.5f, 0.18f);
    pen.shape(neck.outline(), HandItems.WOOD, 0.5f);
    Outline pegs = Outline.blob("0.62,-1.4 0.98,-1.35 1.05,-1.85 0.75,-1.9");
    pen.shape(pegs, HandItems.WOOD, 0.5f);
    Outline belly =
        Outline.blob(
            "0.18,-0.25 0.5,0.2 0.32,0.65 0.2,1.2 -0.45,1.5 -1.02,1.1 -0.85,0.45 -0.5,0.05 "
                + "-0.3,-0.35");
    pen.shape(belly, HandItems.COLOR, 0.5f);
    pen.more(Outline.circle(-0.24f, 0.5f, 0.22f), HandItems.DARK);
    for (int i = -1; i <= 1; i++) {
      Ribbon string =
          new Ribbon().to(-0.5f + 0.07f * i, 1, 0.03f).to(0.74f + 0.05f * i, -1.5f, 0.03f);
      pen.more(string.outline(), HandItems.PAGE, 0.9f);
    }
  }

  /** A flaring tube with three keys. */
  private static void horn(Pen pen) {
    Fill brass = HandItems.COLOR.lighter(0.06f).form(0.24f);
    Ribbon tube =
        new Ribbon().to(-0.3f, 0.55f, 0.12f).to(0.1f, -0.2f, 0.17f).to(0.6f, -0.95f, 0.3f);
    pen.shape(tube.smooth().outline(), brass, 0.5f);
    Outline bell = Outline.path("M0.45,-0.9 Q0.6,-1.4 0.4,-1.75 L1.45,-1.15 Q0.95,-1.1 0.72,-0.72");
    pen.shape(bell, brass, 0.5f);
    pen.shape(Outline.blob("0.38,-1.78 0.98,-1.6 1.48,-1.12 0.88,-1.3"), HandItems.DARK, 0.5f);
    for (int i = 0; i < 3; i++) {
      pen.more(Outline.circle(-0.05f + 0.15f * i, 0.1f - 0.24f * i, 0.09f), HandItems.PAGE);
    }
  }

  /** Two sticks crossed on the skin. */
  private static void drum(Pen pen) {
    Outline body = Outline.path("M-0.8,0.1 L-0.7,1.05 Q0,1.4 0.7,1.05 L0.8,0.1");
    pen.shape(body, HandItems.COLOR.with(Pattern.DIAMONDS, 0.34f, Role.PAPER, -0.05f), 0.5f);
    pen.shape(Outline.ellipse(0, 0.1f, 0.82f, 0.3f), HandItems.PAGE, 0.5f);
    for (int side = -1; side <= 1; side += 2) {
      Ribbon stick = new Ribbon().to(side * 0.2f, 0.05f, 0.09f).to(side * 0.75f, -0.8f, 0.07f);
      pen.shape(stick.outline(), HandItems.WOOD, 0.5f);
      pen.more(Outline.circle(side * 0.2f, 0.04f, 0.12f), HandItems.WOOD);
    }
  }
}
