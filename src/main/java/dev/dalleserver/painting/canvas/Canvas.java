package dev.dalleserver.painting.canvas;

import java.util.Arrays;

/** A rectangle of opaque pixels, and methods that draw shapes on it. Not thread-safe. */
public final class Canvas {
  private final int width;
  private final int height;
  private final int[] pixels;
  private final Coverage coverage;

  public Canvas(int width, int height) {
    this(width, height, new Coverage(width, height));
  }

  private Canvas(int width, int height, Coverage coverage) {
    this.width = width;
    this.height = height;
    this.pixels = new int[width * height];
    this.coverage = coverage;
  }

  /**
   * A black canvas of the same size. It shares the scratch space for outlines, which may be as
   * large as the canvas: while an outline is drawn on one, none may be drawn on the other.
   */
  public Canvas another() {
    return new Canvas(width, height, coverage);
  }

  public int width() {
    return width;
  }

  public int height() {
    return height;
  }

  /** The shorter side in pixels, the measure of everything drawn. */
  public float unit() {
    return Math.min(width, height);
  }

  /** The pixels themselves, {@code 0xRRGGBB} row by row. */
  public int[] pixels() {
    return pixels;
  }

  public Canvas clear(int rgb) {
    Arrays.fill(pixels, rgb);
    return this;
  }

  /** A copy of every pixel of {@code other}, which has the same size. */
  public Canvas copy(Canvas other) {
    System.arraycopy(other.pixels, 0, pixels, 0, pixels.length);
    return this;
  }

  /** Returns the nearest pixel; for points outside, the nearest on the border. */
  public int at(float x, float y) {
    int column = Math.max(0, Math.min(width - 1, (int) x));
    int row = Math.max(0, Math.min(height - 1, (int) y));
    return pixels[row * width + column];
  }

  /** Sets every pixel. */
  public void paint(Ink ink) {
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        pixels[y * width + x] = ink.at(x, y);
      }
    }
  }

  public void fill(Outline outline, int rgb) {
    fill(outline, rgb, 1);
  }

  public void fill(Outline outline, int rgb, float opacity) {
    coverage.scan(
        outline,
        (y, x0, x1, values) -> {
          int row = y * width;
          for (int x = x0; x < x1; x++) {
            pixels[row + x] = Rgb.mix(pixels[row + x], rgb, values[x - x0] * opacity);
          }
        });
  }

  public void fill(Outline outline, Ink ink, float opacity) {
    coverage.scan(
        outline,
        (y, x0, x1, values) -> {
          int row = y * width;
          for (int x = x0; x < x1; x++) {
            float share = values[x - x0] * opacity;
            if (share > 0) {
              pixels[row + x] = Rgb.mix(pixels[row + x], ink.at(x, y), share);
            }
          }
        });
  }

  /** Darkens what lies under the outline, as a glaze or a shadow does. */
  public void glaze(Outline outline, int rgb, float opacity) {
    coverage.scan(
        outline,
        (y, x0, x1, values) -> {
          int row = y * width;
          for (int x = x0; x < x1; x++) {
            int below = pixels[row + x];
            pixels[row + x] = Rgb.mix(below, Rgb.multiply(below, rgb), values[x - x0] * opacity);
          }
        });
  }

  /** Calls {@code each} for the pixels that the outline covers by more than half. */
  public void inside(Outline outline, Pixels each) {
    coverage.scan(
        outline,
        (y, x0, x1, values) -> {
          for (int x = x0; x < x1; x++) {
            if (values[x - x0] > 0.5f) {
              each.pixel(x, y);
            }
          }
        });
  }

  /** Draws a small disc, soft by a pixel at its rim, without building an outline. */
  public void dot(float x, float y, float radius, int rgb, float opacity) {
    int top = Math.max(0, (int) (y - radius - 1));
    int bottom = Math.min(height - 1, (int) (y + radius + 1));
    int from = Math.max(0, (int) (x - radius - 1));
    int to = Math.min(width - 1, (int) (x + radius + 1));
    for (int row = top; row <= bottom; row++) {
      float dy = row + 0.5f - y;
      for (int column = from; column <= to; column++) {
        float dx = column + 0.5f - x;
        float inside = radius + 0.5f - (float) Math.sqrt(dx * dx + dy * dy);
        if (inside > 0) {
          int index = row * width + column;
          pixels[index] = Rgb.mix(pixels[index], rgb, Math.min(1, inside) * opacity);
        }
      }
    }
  }

  /** Takes pixels one by one. */
  @FunctionalInterface
  public interface Pixels {
    void pixel(int x, int y);
  }
}
