package dev.dalleserver.painting.technique;

import dev.dalleserver.generation.CancelledException;
import dev.dalleserver.painting.canvas.Outline;
import dev.dalleserver.painting.canvas.Rgb;
import dev.dalleserver.painting.canvas.SeededRandom;
import dev.dalleserver.painting.canvas.Waves;
import dev.dalleserver.painting.scene.Role;

/** Squares within squares, each holding a disc, a quarter or a diagonal: form at its barest. */
final class Blocks implements Technique {
  @Override
  public void paint(TechniqueInput easel) throws CancelledException {
    easel.canvas().clear(Rgb.mix(easel.paper(), easel.palette().tint(Role.GROUND, 0.1f), 0.3f));
    SeededRandom dice = easel.dice("blocks");
    int columns = 6;
    float cell = easel.unit() / columns;
    int across = (int) Math.ceil(easel.width() / cell);
    int down = (int) Math.ceil(easel.height() / cell);
    for (int row = 0; row < down; row++) {
      for (int column = 0; column < across; column++) {
        easel.pace().at((row * across + column) / (float) (across * down));
        divide(easel, dice, column * cell, row * cell, cell, 0);
      }
    }
    easel.pace().at(1);
  }

  /** Quarters a square while it holds more than one tone. */
  private static void divide(
      TechniqueInput easel, SeededRandom dice, float x, float y, float size, int depth) {
    float spread = spread(easel, x, y, size);
    float weight = weight(easel, x, y, size);
    float smallest = Math.max(3, easel.mark(weight > 0.7f ? 0.0075f : 0.012f));
    boolean more = spread > 0.05f - 0.025f * weight || depth == 0 && dice.chance(0.4f);
    if (size > smallest * 2 && more && depth < 6) {
      float half = size / 2;
      divide(easel, dice, x, y, half, depth + 1);
      divide(easel, dice, x + half, y, half, depth + 1);
      divide(easel, dice, x, y + half, half, depth + 1);
      divide(easel, dice, x + half, y + half, half, depth + 1);
      return;
    }
    tile(easel, dice, x, y, size, depth);
  }

  /** How far lightness differs within a square. */
  private static float spread(TechniqueInput easel, float x, float y, float size) {
    float least = 1;
    float most = 0;
    for (int i = 0; i < 16; i++) {
      float luma =
          Rgb.luma(
              easel.seen(
                  x + size * (0.12f + 0.25f * (i % 4)), y + size * (0.12f + 0.25f * (i / 4))));
      least = Math.min(least, luma);
      most = Math.max(most, luma);
    }
    return most - least;
  }

  private static float weight(TechniqueInput easel, float x, float y, float size) {
    float most = 0;
    for (int i = 0; i < 9; i++) {
      float px = x + size * (0.17f + 0.33f * (i % 3));
      float py = y + size * (0.17f + 0.33f * (i / 3));
      most = Math.max(most, easel.study().importance(px, py));
    }
    return most;
  }

  /** One colour and one figure in it. */
  private static void tile(
      TechniqueInput easel, SeededRandom dice, float x, float y, float size, int depth) {
    int rgb = easel.seen(x + size / 2, y + size / 2);
    int base = Halftone.posted(rgb);
    int other = depth < 3 ? other(easel, dice, base) : Rgb.scale(base, 0.8f);
    float gap = Math.max(0.4f, size * 0.012f);
    easel
        .canvas()
        .fill(Outline.rectangle(x + gap, y + gap, size - 2 * gap, size - 2 * gap), base, 1);
    int kind = dice.below(depth < 2 ? 5 : 6);
    float half = size / 2;
    switch (kind) {
      case 0 -> easel.canvas().fill(Outline.circle(x + half, y + half, half * 0.72f), other, 1);
      case 1 -> quarter(easel, x, y, size, dice.below(4), other);
      case 2 -> triangle(easel, x, y, size, dice.below(4), other);
      case 3 -> rings(easel, x + half, y + half, half * 0.8f, base, other);
      default -> {}
    }
  }

  /** The colour of the figure in a tile. */
  private static int other(TechniqueInput easel, SeededRandom dice, int base) {
    if (dice.chance(0.25f)) {
      return easel.palette().tint(dice.chance(0.5f) ? Role.SPARK : Role.CLOTH, 0.05f);
    }
    return dice.chance(0.5f) ? Rgb.shift(base, 30) : Rgb.scale(base, 0.78f);
  }

  private static void quarter(
      TechniqueInput easel, float x, float y, float size, int corner, int rgb) {
    float cx = x + (corner % 2) * size;
    float cy = y + (corner / 2) * size;
    float start = new float[] {0, Waves.PI / 2, -Waves.PI / 2, Waves.PI}[corner];
    Outline pie = new Outline().moveTo(cx, cy);
    for (int i = 0; i <= 14; i++) {
      float angle = start + Waves.PI / 2 * i / 14;
      pie.lineTo(cx + size * 0.97f * Waves.cos(angle), cy + size * 0.97f * Waves.sin(angle));
    }
    easel.canvas().fill(pie, rgb, 1);
  }

  private static void triangle(
      TechniqueInput easel, float x, float y, float size, int corner, int rgb) {
    float[] cx = {x, x + size, x + size, x};
    float[] cy = {y, y, y + size, y + size};
    int next = (corner + 1) % 4;
    int last = (corner + 2) % 4;
    easel
        .canvas()
        .fill(
            Outline.polygon(cx[corner], cy[corner], cx[next], cy[next], cx[last], cy[last]),
            rgb,
            1);
  }

  private static void rings(
      TechniqueInput easel, float x, float y, float radius, int base, int other) {
    for (int i = 0; i < 4; i++) {
      int rgb = i % 2 == 0 ? other : base;
      easel.canvas().fill(Outline.circle(x, y, radius * (1 - 0.25f * i)), rgb, 1);
    }
  }
}
