package dev.dalleserver.painting.figure;

import dev.dalleserver.painting.canvas.Outline;
import dev.dalleserver.painting.canvas.Ribbon;
import dev.dalleserver.painting.study.Fill;
import dev.dalleserver.painting.study.Pattern;

/** Eight eyes, two of them to speak with; palps and fangs. */
final class ArachnidHead implements Head {
  private static final float[] SMALL = {0.95f, 0.42f, 0.72f, 0.72f, 0.3f, 0.78f};

  @Override
  public void draw(Sitter sitter) {
    Skull skull = sitter.skull().sized(1.02f, 0.9f);
    Fill fur = sitter.skin().with(Pattern.FUR, 0.3f, sitter.skin().role(), -0.14f);
    palps(sitter, skull);
    sitter.with(fur).ball(skull);
    Face face = sitter.face(skull);
    for (int side = -1; side <= 1; side += 2) {
      for (int i = 0; i < SMALL.length; i += 2) {
        bead(sitter, skull.on(side * SMALL[i], SMALL[i + 1], 1));
      }
    }
    face.eyes(0.38f, 0.1f, 0.3f);
    face.mouth(-0.45f, 0.34f);
    fangs(sitter, skull);
  }

  /** One of the lesser eyes, which see but do not speak. */
  private static void bead(Sitter sitter, Skull.Spot spot) {
    if (spot.visible()) {
      sitter.pen().shape(Outline.circle(spot.x(), spot.y(), 0.11f), sitter.dark(), 0.8f);
      Outline glint = Outline.circle(spot.x() - 0.03f, spot.y() - 0.04f, 0.035f);
      sitter.pen().more(glint, sitter.pale());
    }
  }

  /** The two short feelers beside the mouth. */
  private static void palps(Sitter sitter, Skull skull) {
    for (int side = -1; side <= 1; side += 2) {
      Skull.Spot root = skull.on(side * 0.9f, -0.5f, 0.9f);
      Ribbon palp =
          new Ribbon()
              .to(root.x(), root.y(), 0.3f)
              .to(root.x() + side * 0.35f, root.y() + 0.3f, 0.26f)
              .to(root.x() + side * 0.2f, root.y() + 0.75f, 0.18f);
      sitter.pen().shape(palp.smooth().outline(), sitter.skin().darker(0.08f), 0.5f);
    }
  }

  private static void fangs(Sitter sitter, Skull skull) {
    for (int side = -1; side <= 1; side += 2) {
      Skull.Spot root = skull.on(side * 0.2f, -0.72f, 1);
      if (root.visible()) {
        Ribbon fang =
            new Ribbon()
                .to(root.x(), root.y(), 0.14f)
                .to(root.x() - side * 0.03f, root.y() + 0.3f, 0.02f);
        sitter.pen().shape(fang.outline(), sitter.dark().lighter(0.1f), 0.7f);
      }
    }
  }
}
