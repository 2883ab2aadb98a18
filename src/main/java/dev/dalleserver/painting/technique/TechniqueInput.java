package dev.dalleserver.painting.technique;

import dev.dalleserver.painting.canvas.Canvas;
import dev.dalleserver.painting.canvas.Field;
import dev.dalleserver.painting.canvas.Ink;
import dev.dalleserver.painting.canvas.Noise;
import dev.dalleserver.painting.canvas.SeededRandom;
import dev.dalleserver.painting.scene.Palette;
import dev.dalleserver.painting.scene.Role;
import dev.dalleserver.painting.scene.Scene;
import dev.dalleserver.painting.study.Study;

/**
 * The input of a technique: a study to paint from and a canvas to paint on.
 *
 * @param study what to look at
 * @param canvas what to paint on
 */
public record TechniqueInput(Study study, Canvas canvas, Pace pace) {
  Scene scene() {
    return study.scene();
  }

  public Palette palette() {
    return study.palette();
  }

  int width() {
    return canvas.width();
  }

  int height() {
    return canvas.height();
  }

  /** The shorter side in pixels. */
  public float unit() {
    return canvas.unit();
  }

  public SeededRandom random(String name) {
    return study.scene().random(name);
  }

  public Noise noise(String name) {
    return new Noise(random(name).nextLong());
  }

  /** 0 still to 1 wild. */
  float energy() {
    return study.scene().energy().amount();
  }

  /** The study's colour at a point. */
  int seen(float x, float y) {
    return study.colors().at(x, y);
  }

  int ink() {
    return palette().tint(Role.INK, 0);
  }

  int paper() {
    return palette().tint(Role.PAPER, 0);
  }

  /** Sets every pixel, row by row, while the work goes from {@code from} to {@code to}. */
  public void cover(float from, float to, Ink ink) throws StoppedException {
    int[] pixels = canvas.pixels();
    int width = width();
    for (int y = 0; y < height(); y++) {
      if (y % 16 == 0) {
        pace.at(from + (to - from) * y / height());
      }
      for (int x = 0; x < width; x++) {
        pixels[y * width + x] = ink.at(x, y);
      }
    }
  }

  /** Octaves of noise with about {@code features} across the picture, kept on a coarse grid. */
  public Field cloud(String name, float features, int octaves) {
    Noise noise = noise(name);
    float scale = features / unit();
    return new Field(width(), height(), Math.max(2, (int) (unit() / 256)))
        .fill((x, y) -> noise.octaves(x * scale, y * scale, octaves));
  }

  /** The measure of marks where the head is: never so large that a face is lost in them. */
  float mark(float share) {
    return Math.min(unit() * share, study.stage().head() * share * 9);
  }
}
