package dev.dalleserver.painting.figure;

import dev.dalleserver.painting.canvas.Ribbon;
import dev.dalleserver.painting.canvas.Waves;
import dev.dalleserver.painting.scene.Role;
import dev.dalleserver.painting.study.Fill;

/** Horns and antlers. */
final class MammalHorns {
  private MammalHorns() {}

  static void draw(Head.Sitter sitter, Skull skull, MammalTraits traits) {
    Fill horn = Fill.of(Role.PAPER).darker(0.2f).form(0.15f);
    for (int side = -1; side <= 1; side += 2) {
      switch (traits.horns()) {
        case STRAIGHT -> straight(sitter, skull, side, horn);
        case CURVED -> curved(sitter, skull, side, horn);
        case RAM -> ram(sitter, skull, side, horn);
        case ANTLERS -> antlers(sitter, skull, side, horn.darker(0.12f));
        default -> {}
      }
    }
    if (traits.horns() == MammalTraits.Horns.NOSE) {
      sitter.cone(skull.on(0, 0.75f, 0.9f), skull.on(0, 0.9f, 1.9f), 0.4f, horn, 0.5f);
    }
  }

  private static void straight(Head.Sitter sitter, Skull skull, int side, Fill horn) {
    sitter.horn(
        skull.on(side * 0.4f, 1, 0.9f),
        skull.on(side * 0.5f, 1.15f, 1.7f),
        skull.on(side * 0.45f, 1.25f, 2.5f),
        0.24f,
        horn);
  }

  private static void curved(Head.Sitter sitter, Skull skull, int side, Fill horn) {
    sitter.horn(
        skull.on(side * 0.7f, 0.8f, 0.9f),
        skull.on(side * 1.2f, 0.75f, 1.65f),
        skull.on(side * 0.9f, 1.05f, 2.05f),
        0.3f,
        horn);
  }

  /** A spiral that grows thinner inward. */
  private static void ram(Head.Sitter sitter, Skull skull, int side, Fill horn) {
    Skull.Spot root = skull.on(side * 0.9f, 0.7f, 0.9f);
    float hand = Waves.cos(skull.yaw()) < 0 ? -side : side;
    Ribbon curl = new Ribbon();
    for (int i = 0; i <= 14; i++) {
      float t = i / 14f;
      float angle = -1.9f + 5.4f * t;
      float radius = 0.62f * (1 - 0.55f * t);
      curl.to(
          root.x() + hand * (0.3f + radius * Waves.cos(angle)),
          root.y() + 0.35f + radius * Waves.sin(angle),
          0.42f * (1 - 0.8f * t));
    }
    sitter.pen().shape(curl.outline(), horn, 0.5f);
  }

  /** A beam with three tines. */
  private static void antlers(Head.Sitter sitter, Skull skull, int side, Fill horn) {
    Skull.Spot root = skull.on(side * 0.5f, 1, 0.9f);
    float hand = Waves.cos(skull.yaw()) < 0 ? -side : side;
    Ribbon beam =
        new Ribbon()
            .to(root.x(), root.y(), 0.2f)
            .to(root.x() + hand * 0.55f, root.y() - 0.55f, 0.17f)
            .to(root.x() + hand * 0.95f, root.y() - 1.25f, 0.14f)
            .to(root.x() + hand * 0.8f, root.y() - 1.95f, 0.04f);
    sitter.pen().shape(beam.smooth().outline(), horn, 0.5f);
    float[] heights = {0.45f, 0.85f, 1.3f};
    for (float height : heights) {
      float x = root.x() + hand * (0.35f + 0.45f * height);
      float y = root.y() - height * 0.95f;
      Ribbon tine =
          new Ribbon()
              .to(x, y, 0.14f)
              .to(x + hand * 0.35f, y - 0.28f, 0.1f)
              .to(x + hand * 0.42f, y - 0.65f, 0.03f);
      sitter.pen().more(tine.smooth().outline(), horn);
    }
  }
}
