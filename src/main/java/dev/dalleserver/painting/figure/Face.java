package dev.dalleserver.painting.figure;

import dev.dalleserver.painting.canvas.Affine;
import dev.dalleserver.painting.canvas.Outline;
import dev.dalleserver.painting.canvas.Ribbon;
import dev.dalleserver.painting.canvas.Waves;
import dev.dalleserver.painting.scene.Role;
import dev.dalleserver.painting.study.Fill;
import dev.dalleserver.painting.study.Pen;

/**
 * The parts of a face that every being has: eyes, brows, mouth.
 *
 * @param skin what lids are made of
 */
record Face(Pen pen, Skull skull, Expression expression, Fill skin) {
  private static final Fill DARK = Fill.of(Role.INK).flat();
  private static final Fill WHITE = Fill.of(Role.PAPER).form(0.06f);

  /** A pair of eyes with brows, as far as the turned head shows them. */
  void eyes(float longitude, float latitude, float size) {
    for (int side = -1; side <= 1; side += 2) {
      eye(side, longitude, latitude, size);
      brow(side, longitude, latitude, size);
    }
  }

  /** One eye; {@code side} is -1 for the viewer's left. */
  void eye(int side, float longitude, float latitude, float size) {
    Skull.Spot spot = skull.on(side * longitude, latitude, 1);
    if (!spot.visible()) {
      return;
    }
    Pen eye = pen.at(Affine.translate(spot.x(), spot.y()).scaled(size * spot.facing(), size));
    if (expression.lids() <= 0.02f) {
      closed(eye);
      return;
    }
    ball(eye);
    lid(eye, side);
  }

  /** White, iris, pupil, and the glint that makes it alive. */
  private void ball(Pen eye) {
    float iris = 0.6f;
    float x = expression.lookX() * 0.42f;
    float y = expression.lookY() * 0.38f;
    eye.shape(Outline.circle(0, 0.03f, 1.1f), DARK, 0.95f);
    eye.shape(Outline.circle(0, 0, 1), WHITE, 1);
    eye.shape(Outline.circle(x, y, iris), Fill.of(Role.SPARK).form(-0.08f).darker(0.12f), 1);
    eye.shape(Outline.circle(x, y, iris * 0.6f), DARK, 1);
    float glint = eye.study().lightX() < 0 ? -0.24f : 0.24f;
    eye.more(Outline.circle(x + glint, y - 0.24f, 0.19f), Fill.of(Role.PAPER).flat());
  }

  /** The upper lid comes down over the ball, and slants with the brow. */
  private void lid(Pen eye, int side) {
    float open = Math.min(1, expression.lids());
    if (open > 0.97f) {
      return;
    }
    float edge = 0.5f - 1.5f * open;
    float start = (float) StrictMath.asin(Math.max(-0.98f, Math.min(0.98f, edge)));
    Outline cover = new Outline();
    int pieces = 20;
    for (int i = 0; i <= pieces; i++) {
      float angle = Waves.mix(Waves.PI - start, Waves.TAU + start, (float) i / pieces);
      float x = 1.16f * Waves.cos(angle);
      float y = 1.16f * Waves.sin(angle);
      if (i == 0) {
        cover.moveTo(x, y);
      } else {
        cover.lineTo(x, y);
      }
    }
    Pen lid = eye.at(Affine.rotate(-side * expression.slant() * 0.3f));
    float reach = 1.16f * Waves.cos(start);
    lid.shape(cover.quadTo(0, edge + 0.25f, -reach, edge), skin.darker(0.1f).form(0.08f), 0.9f);
    Ribbon lash =
        new Ribbon().to(-reach, edge, 0.1f).to(0, edge + 0.13f, 0.24f).to(reach, edge, 0.1f);
    lid.more(lash.smooth().outline(), DARK);
  }

  /** An arc: bent up in gladness, down in sorrow. */
  private void closed(Pen eye) {
    float bend = expression.mouth() > 0 ? -0.7f : 0.6f;
    Ribbon arc = new Ribbon().to(-1, 0, 0.14f).to(-0.5f, bend * 0.75f, 0.3f).to(0, bend, 0.34f);
    arc.to(0.5f, bend * 0.75f, 0.3f).to(1, 0, 0.14f);
    eye.shape(arc.smooth().outline(), line(), 1);
  }

  /** Three points of a line that slants and lifts. */
  private void brow(int side, float longitude, float latitude, float size) {
    float inner = latitude + size * 1.3f + 0.1f * expression.lift();
    Skull.Spot from = skull.on(side * (longitude - size * 0.75f), inner - slanted(size), 1.02f);
    Skull.Spot to =
        skull.on(side * (longitude + size * 0.95f), inner + slanted(size) * 0.6f, 1.02f);
    if (!from.visible() || !to.visible()) {
      return;
    }
    float middleX = (from.x() + to.x()) / 2;
    float middleY = (from.y() + to.y()) / 2 - size * 0.28f;
    Ribbon brow =
        new Ribbon()
            .to(from.x(), from.y(), size * 0.34f)
            .to(middleX, middleY, size * 0.36f)
            .to(to.x(), to.y(), size * 0.1f);
    pen.shape(brow.smooth().outline(), skin.bare().darker(0.32f).flat(), 0.85f);
  }

  private float slanted(float size) {
    return expression.slant() * size * 0.75f;
  }

  /** A mouth on the face; {@code width} is half of it. */
  void mouth(float latitude, float width) {
    Skull.Spot spot = skull.on(0, latitude, 1);
    if (spot.visible()) {
      mouthAt(spot.x(), spot.y(), width * spot.facing());
    }
  }

  /** A mouth at a point of the drawing, for snouts and bills. */
  void mouthAt(float x, float y, float width) {
    Pen mouth = pen.at(Affine.translate(x, y).scaled(width, width));
    float corner = -0.42f * expression.mouth();
    float open = expression.opening();
    if (open > 0.08f) {
      openMouth(mouth, corner, open);
      return;
    }
    Ribbon line =
        new Ribbon()
            .to(-1, corner, 0.1f)
            .to(-0.5f, corner * 0.1f, 0.2f)
            .to(0, -corner * 0.35f, 0.22f)
            .to(0.5f, corner * 0.1f, 0.2f)
            .to(1, corner, 0.1f);
    mouth.shape(line.smooth().outline(), line(), 0.95f);
  }

  /** A line that shows on the skin: dark on most, light on black. */
  private Fill line() {
    float skinLightness = pen.study().palette().base(skin.role()) + skin.change();
    return skinLightness < 0.22f ? Fill.of(Role.PAPER).darker(0.25f).flat() : DARK;
  }

  /** Dark inside, a tongue below; gladness keeps the corners wide. */
  private void openMouth(Pen mouth, float corner, float open) {
    float reach = expression.mouth() > 0.4f ? 0.95f : 0.95f - 0.4f * open;
    float depth = 0.35f + 0.85f * open;
    float top = -0.12f - 0.3f * open + 0.25f * Math.max(0, expression.mouth());
    Outline lips =
        new Outline()
            .moveTo(-reach, corner)
            .cubicTo(-0.5f * reach, top, 0.5f * reach, top, reach, corner)
            .cubicTo(0.75f * reach, corner + depth, -0.75f * reach, corner + depth, -reach, corner);
    mouth.shape(lips, DARK, 0.95f);
    mouth.shape(
        Outline.ellipse(0, corner + depth * 0.56f, reach * 0.42f, depth * 0.18f),
        Fill.of(Role.SPARK).form(0.1f),
        0.95f);
  }

  /** Warm cheeks, for beings that blush. */
  void cheeks(float longitude, float latitude, float size) {
    if (expression.mouth() < 0.3f) {
      return;
    }
    for (int side = -1; side <= 1; side += 2) {
      Skull.Spot spot = skull.on(side * longitude, latitude, 1);
      if (spot.visible()) {
        pen.more(
            Outline.ellipse(spot.x(), spot.y(), size * spot.facing(), size * 0.8f),
            Fill.of(Role.SPARK).form(0.05f),
            0.45f);
      }
    }
  }
}
