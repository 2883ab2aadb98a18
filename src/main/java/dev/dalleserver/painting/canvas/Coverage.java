package dev.dalleserver.painting.canvas;

import java.util.Arrays;

/**
 * Finds how much of every pixel an outline covers: each edge adds the area it cuts off to a buffer,
 * and a running sum over a row is the coverage. Exact for straight edges, and the same on every
 * JDK, which Java2D's is not.
 *
 * @see <a
 *     href="https://medium.com/@raphlinus/inside-the-fastest-font-renderer-in-the-world-75ae5270c445">the
 *     method of font-rs</a>
 */
final class Coverage {
  /** Takes one row of coverage; {@code values[0]} belongs to {@code x0}. */
  interface Rows {
    void row(int y, int x0, int x1, float[] values);
  }

  private final int width;
  private final int height;
  private float[] sums = new float[1 << 12];
  private final float[] values;
  private int left;
  private int top;
  private int stride;
  private int rows;

  Coverage(int width, int height) {
    this.width = width;
    this.height = height;
    this.values = new float[width + 2];
  }

  /**
   * Passes every row that the outline touches to {@code target}; leaves out what is outside the
   * canvas.
   */
  void scan(Outline outline, Rows target) {
    if (outline.isEmpty() || !prepare(outline.bounds())) {
      return;
    }
    for (int c = 0; c < outline.contours(); c++) {
      int end = outline.end(c);
      int previous = end - 1;
      for (int i = outline.start(c); i < end; i++) {
        edge(outline.x(previous), outline.y(previous), outline.x(i), outline.y(i));
        previous = i;
      }
    }
    for (int row = 0; row < rows; row++) {
      emit(row, target);
    }
  }

  /**
   * Clears as much of the buffer as the box needs; returns false when the box is outside the
   * canvas.
   */
  private boolean prepare(float[] box) {
    if (!(box[2] > 0 && box[3] > 0 && box[0] < width && box[1] < height)) {
      return false;
    }
    left = Math.max(0, (int) box[0]);
    top = Math.max(0, (int) box[1]);
    stride = Math.min(width, (int) box[2] + 1) - left + 2;
    rows = Math.min(height, (int) box[3] + 1) - top;
    int needed = stride * rows + 2;
    if (sums.length < needed) {
      sums = new float[Math.max(needed, sums.length * 2)];
    } else {
      Arrays.fill(sums, 0, needed, 0);
    }
    return true;
  }

  /** Walks an edge row by row, top to bottom; its direction is kept as the sign of the height. */
  private void edge(float fromX, float fromY, float toX, float toY) {
    if (fromY == toY) {
      return;
    }
    boolean down = fromY < toY;
    float x0 = (down ? fromX : toX) - left;
    float y0 = (down ? fromY : toY) - top;
    float x1 = (down ? toX : fromX) - left;
    float y1 = (down ? toY : fromY) - top;
    float slope = (x1 - x0) / (y1 - y0);
    float x = y0 < 0 ? x0 - y0 * slope : x0;
    float from = Math.max(0, y0);
    float to = Math.min(rows, y1);
    for (int row = (int) from; row < to; row++) {
      float dy = Math.min(row + 1, to) - Math.max(row, from);
      float next = x + slope * dy;
      cut(row * stride, clip(x), clip(next), down ? dy : -dy);
      x = next;
    }
  }

  private float clip(float x) {
    return x < 0 ? 0 : Math.min(x, stride - 2);
  }

  /** Adds the piece of an edge that lies within one row; {@code area} is its signed height. */
  private void cut(int base, float xa, float xb, float area) {
    float low = Math.min(xa, xb);
    float high = Math.max(xa, xb);
    int first = (int) low;
    int last = (int) high;
    if (first == last) {
      float middle = 0.5f * (low + high) - first;
      sums[base + first] += area * (1 - middle);
      sums[base + first + 1] += area * middle;
      return;
    }
    float perPixel = 1 / (high - low);
    float before = 0;
    for (int i = first; i <= last; i++) {
      // The area on the right of the edge, up to the end of pixel i.
      float enter = Math.max(low, i);
      float leave = Math.min(high, i + 1);
      float share = (leave - enter) * perPixel;
      float done = (enter - low) * perPixel;
      float inside = done + share * (1 - (0.5f * (enter + leave) - i));
      sums[base + i] += area * (inside - before);
      before = inside;
    }
    sums[base + last + 1] += area * (1 - before);
  }

  /** Sums up a row and passes on the stretch that is covered. */
  private void emit(int row, Rows target) {
    int base = row * stride;
    float sum = 0;
    int first = -1;
    int last = -1;
    int end = Math.min(stride - 1, width - left);
    for (int i = 0; i < end; i++) {
      sum += sums[base + i];
      float cover = Math.min(1, Math.abs(sum));
      if (cover > 0.004f) {
        if (first < 0) {
          first = i;
        }
        last = i;
        values[i - first] = cover;
      } else if (first >= 0) {
        values[i - first] = 0;
      }
    }
    if (first >= 0) {
      target.row(top + row, left + first, left + last + 1, values);
    }
  }
}
