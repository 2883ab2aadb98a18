package dev.dalleserver.painting.canvas;

/** A smooth quantity over the canvas, kept on a coarse grid and read between its points. */
public final class Field {
  private final int columns;
  private final int rows;
  private final float step;
  private final float[] values;

  /**
   * @param step distance of the grid's points in pixels
   */
  public Field(int width, int height, int step) {
    this.columns = width / step + 2;
    this.rows = height / step + 2;
    this.step = step;
    this.values = new float[columns * rows];
  }

  /** Gives a value at a point in pixels. */
  @FunctionalInterface
  public interface Source {
    float at(float x, float y);
  }

  public Field fill(Source source) {
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        values[row * columns + column] = source.at(column * step, row * step);
      }
    }
    return this;
  }

  /**
   * Interpolates between the four nearest points; beyond the border it returns the border's value.
   */
  public float at(float x, float y) {
    float gx = Math.max(0, Math.min(columns - 1.001f, x / step));
    float gy = Math.max(0, Math.min(rows - 1.001f, y / step));
    int column = (int) gx;
    int row = (int) gy;
    float dx = gx - column;
    float dy = gy - row;
    int index = row * columns + column;
    float upper = values[index] + (values[index + 1] - values[index]) * dx;
    int below = index + columns;
    float lower = values[below] + (values[below + 1] - values[below]) * dx;
    return upper + (lower - upper) * dy;
  }

  /** Evens the field out over its neighbours, {@code times} over. */
  public Field blur(int times) {
    float[] line = new float[Math.max(columns, rows)];
    for (int i = 0; i < times; i++) {
      for (int row = 0; row < rows; row++) {
        blurLine(row * columns, 1, columns, line);
      }
      for (int column = 0; column < columns; column++) {
        blurLine(column, columns, rows, line);
      }
    }
    return this;
  }

  /** One pass of 1, 2, 1 along a row or a column, through a buffer so that it reads old values. */
  private void blurLine(int start, int stride, int length, float[] line) {
    for (int i = 0; i < length; i++) {
      float before = values[start + Math.max(0, i - 1) * stride];
      float after = values[start + Math.min(length - 1, i + 1) * stride];
      line[i] = 0.25f * before + 0.5f * values[start + i * stride] + 0.25f * after;
    }
    for (int i = 0; i < length; i++) {
      values[start + i * stride] = line[i];
    }
  }
}
