package dev.dalleserver.painting.technique;

import dev.dalleserver.painting.canvas.Outline;
import dev.dalleserver.painting.canvas.Rgb;
import dev.dalleserver.painting.canvas.SeededRandom;
import dev.dalleserver.painting.canvas.Waves;
import dev.dalleserver.painting.scene.Role;

/** Squares within squares, each holding a disc, a quarter or a diagonal: form at its barest. */
final class Blocks implements Technique {
  @Override
  public void paint(TechniqueInput input) throws StoppedException {
    input.canvas().clear(Rgb.mix(input.paper(), input.palette().tint(Role.GROUND, 0.1f), 0.3f));
    SeededRandom random = input.random("blocks");
    int columns = 6;
    float cell = input.unit() / columns;
    int across = (int) Math.ceil(input.width() / cell);
    int down = (int) Math.ceil(input.height() / cell);
    for (int row = 0; row < down; row++) {
      for (int column = 0; column < across; column++) {
        input.pace().at((row * across + column) / (float) (across * down));
        divide(input, random, column * cell, row * cell, cell, 0);
      }
    }
    input.pace().at(1);
  }

  /** Quarters a square while it holds more than one tone. */
  private static void divide(
      TechniqueInput input, SeededRandom random, float x, float y, float size, int depth) {
    float spread = spread(input, x, y, size);
    float weight = weight(input, x, y, size);
    float smallest = Math.max(3, input.mark(weight > 0.7f ? 0.0075f : 0.012f));
    boolean more = spread > 0.05f - 0.025f * weight || depth == 0 && random.chance(0.4f);
    if (size > smallest * 2 && more && depth < 6) {
      float half = size / 2;
      divide(input, random, x, y, half, depth + 1);
      divide(input, random, x + half, y, half, depth + 1);
      divide(input, random, x, y + half, half, depth + 1);
      divide(input, random, x + half, y + half, half, depth + 1);
      return;
    }
    tile(input, random, x, y, size, depth);
  }

  /** How far lightness differs within a square. */
  private static float spread(TechniqueInput input, float x, float y, float size) {
    float least = 1;
    float most = 0;
    for (int i = 0; i < 16; i++) {
      float luma =
          Rgb.luma(
              input.seen(
                  x + size * (0.12f + 0.25f * (i % 4)), y + size * (0.12f + 0.25f * (i / 4))));
      least = Math.min(least, luma);
      most = Math.max(most, luma);
    }
    return most - least;
  }

  private static float weight(TechniqueInput input, float x, float y, float size) {
    float most = 0;
    for (int i = 0; i < 9; i++) {
      float px = x + size * (0.17f + 0.33f * (i % 3));
      float py = y + size * (0.17f + 0.33f * (i / 3));
      most = Math.max(most, input.study().importance(px, py));
    }
    return most;
  }

  /** One colour and one figure in it. */
  private static void tile(
      TechniqueInput input, SeededRandom random, float x, float y, float size, int depth) {
    int rgb = input.seen(x + size / 2, y + size / 2);
    int base = Halftone.posted(rgb);
    int other = depth < 3 ? other(input, random, base) : Rgb.scale(base, 0.8f);
    float gap = Math.max(0.4f, size * 0.012f);
    input
        .canvas()
        .fill(Outline.rectangle(x + gap, y + gap, size - 2 * gap, size - 2 * gap), base, 1);
    int kind = random.below(depth < 2 ? 5 : 6);
    float half = size / 2;
    switch (kind) {
      case 0 -> input.canvas().fill(Outline.circle(x + half, y + half, half * 0.72f), other, 1);
      case 1 -> quarter(input, x, y, size, random.below(4), other);
      case 2 -> triangle(input, x, y, size, random.below(4), other);
      case 3 -> rings(input, x + half, y + half, half * 0.8f, base, other);
      default -> {}
    }
  }

  /** The colour of the figure in a tile. */
  private static int other(TechniqueInput input, SeededRandom random, int base) {
    if (random.chance(0.25f)) {
      return input.palette().tint(random.chance(0.5f) ? Role.SPARK : Role.CLOTH, 0.05f);
    }
    return random.chance(0.5f) ? Rgb.shift(base, 30) : Rgb.scale(base, 0.78f);
  }

  private static void quarter(
      TechniqueInput input, float x, float y, float size, int corner, int rgb) {
    float cx = x + (corner % 2) * size;
    float cy = y + (corner / 2) * size;
    float start = new float[] {0, Waves.PI / 2, -Waves.PI / 2, Waves.PI}[corner];
    Outline pie = new Outline().moveTo(cx, cy);
    for (int i = 0; i <= 14; i++) {
      float angle = start + Waves.PI / 2 * i / 14;
      pie.lineTo(cx + size * 0.97f * Waves.cos(angle), cy + size * 0.97f * Waves.sin(angle));
    }
    input.canvas().fill(pie, rgb, 1);
  }

  private static void triangle(
      TechniqueInput input, float x, float y, float size, int corner, int rgb) {
    float[] cx = {x, x + size, x + size, x};
    float[] cy = {y, y, y + size, y + size};
    int next = (corner + 1) % 4;
    int last = (corner + 2) % 4;
    input
        .canvas()
        .fill(
            Outline.polygon(cx[corner], cy[corner], cx[next], cy[next], cx[last], cy[last]),
            rgb,
            1);
  }

  private static void rings(
      TechniqueInput input, float x, float y, float radius, int base, int other) {
    for (int i = 0; i < 4; i++) {
      int rgb = i % 2 == 0 ? other : base;
      input.canvas().fill(Outline.circle(x, y, radius * (1 - 0.25f * i)), rgb, 1);
    }
  }
}
