package dev.dalleserver.painting.canvas;

import java.util.Arrays;

/**
 * A closed shape of straight pieces, curves being cut into pieces as they are added. Contours that
 * run the other way cut holes. Mutable while it is being drawn.
 */
public final class Outline {
  private static final int CURVE_PIECES = 14;
  private static final int ELLIPSE_PIECES = 56;

  private float[] xs = new float[64];
  private float[] ys = new float[64];
  private int[] starts = new int[4];
  private int count;
  private int contours;

  public Outline moveTo(float x, float y) {
    if (contours == starts.length) {
      starts = Arrays.copyOf(starts, contours * 2);
    }
    starts[contours++] = count;
    return add(x, y);
  }

  public Outline lineTo(float x, float y) {
    return add(x, y);
  }

  public Outline quadTo(float controlX, float controlY, float x, float y) {
    float fromX = xs[count - 1];
    float fromY = ys[count - 1];
    for (int i = 1; i <= CURVE_PIECES; i++) {
      float t = (float) i / CURVE_PIECES;
      float s = 1 - t;
      add(
          s * s * fromX + 2 * s * t * controlX + t * t * x,
          s * s * fromY + 2 * s * t * controlY + t * t * y);
    }
    return this;
  }

  public Outline cubicTo(float x1, float y1, float x2, float y2, float x, float y) {
    float fromX = xs[count - 1];
    float fromY = ys[count - 1];
    for (int i = 1; i <= CURVE_PIECES; i++) {
      float t = (float) i / CURVE_PIECES;
      float s = 1 - t;
      float p = s * s * s;
      float q = 3 * s * s * t;
      float r = 3 * s * t * t;
      float u = t * t * t;
      add(p * fromX + q * x1 + r * x2 + u * x, p * fromY + q * y1 + r * y2 + u * y);
    }
    return this;
  }

  private Outline add(float x, float y) {
    if (count == xs.length) {
      xs = Arrays.copyOf(xs, count * 2);
      ys = Arrays.copyOf(ys, count * 2);
    }
    xs[count] = x;
    ys[count++] = y;
    return this;
  }

  public static Outline ellipse(float x, float y, float radiusX, float radiusY) {
    return arch(x, y, radiusX, radiusY, ELLIPSE_PIECES);
  }

  public static Outline circle(float x, float y, float radius) {
    return ellipse(x, y, radius, radius);
  }

  /** A regular polygon with a corner on the right. */
  public static Outline regular(float x, float y, float radius, int corners) {
    return arch(x, y, radius, radius, corners);
  }

  /** Points around an ellipse. */
  private static Outline arch(float x, float y, float radiusX, float radiusY, int pieces) {
    Outline outline = new Outline();
    for (int i = 0; i < pieces; i++) {
      float angle = Waves.TAU * i / pieces;
      float px = x + radiusX * Waves.cos(angle);
      float py = y + radiusY * Waves.sin(angle);
      if (i == 0) {
        outline.moveTo(px, py);
      } else {
        outline.add(px, py);
      }
    }
    return outline;
  }

  /** Corners as x, y, x, y ... */
  public static Outline polygon(float... corners) {
    Outline outline = new Outline().moveTo(corners[0], corners[1]);
    for (int i = 2; i < corners.length; i += 2) {
      outline.add(corners[i], corners[i + 1]);
    }
    return outline;
  }

  public static Outline rectangle(float x, float y, float width, float height) {
    return polygon(x, y, x + width, y, x + width, y + height, x, y + height);
  }

  /** A shape written as {@code M}, {@code L}, {@code Q} and {@code C} with absolute points. */
  public static Outline path(String data) {
    return PathData.parse(data);
  }

  /** A smooth closed curve through points given as text: {@code "x,y x,y ..."}. */
  public static Outline blob(String points) {
    return blob(PathData.numbers(points));
  }

  /** A smooth closed curve through points given as x, y, x, y ... (Catmull-Rom). */
  public static Outline blob(float... points) {
    int n = points.length / 2;
    Outline outline = new Outline().moveTo(points[0], points[1]);
    for (int i = 0; i < n; i++) {
      int p = (i + n - 1) % n;
      int q = (i + 1) % n;
      int r = (i + 2) % n;
      float x1 = points[2 * i];
      float y1 = points[2 * i + 1];
      float x2 = points[2 * q];
      float y2 = points[2 * q + 1];
      outline.cubicTo(
          x1 + (x2 - points[2 * p]) / 6,
          y1 + (y2 - points[2 * p + 1]) / 6,
          x2 - (points[2 * r] - x1) / 6,
          y2 - (points[2 * r + 1] - y1) / 6,
          x2,
          y2);
    }
    return outline;
  }

  /** Both shapes as one. */
  public Outline and(Outline other) {
    for (int c = 0; c < other.contours; c++) {
      int from = other.starts[c];
      moveTo(other.xs[from], other.ys[from]);
      for (int i = from + 1; i < other.end(c); i++) {
        add(other.xs[i], other.ys[i]);
      }
    }
    return this;
  }

  /** The shape with every contour running the other way, for cutting holes. */
  public Outline reversed() {
    Outline result = new Outline();
    for (int c = 0; c < contours; c++) {
      int last = end(c) - 1;
      result.moveTo(xs[last], ys[last]);
      for (int i = last - 1; i >= starts[c]; i--) {
        result.add(xs[i], ys[i]);
      }
    }
    return result;
  }

  public Outline placed(Mapping place) {
    Outline result = new Outline();
    result.starts = Arrays.copyOf(starts, starts.length);
    result.contours = contours;
    result.count = count;
    result.xs = new float[Math.max(1, count)];
    result.ys = new float[Math.max(1, count)];
    for (int i = 0; i < count; i++) {
      result.xs[i] = place.x(xs[i], ys[i]);
      result.ys[i] = place.y(xs[i], ys[i]);
    }
    return result;
  }

  /** Left, top, right and bottom of the points. */
  public float[] bounds() {
    float[] box = {Float.MAX_VALUE, Float.MAX_VALUE, -Float.MAX_VALUE, -Float.MAX_VALUE};
    for (int i = 0; i < count; i++) {
      box[0] = Math.min(box[0], xs[i]);
      box[1] = Math.min(box[1], ys[i]);
      box[2] = Math.max(box[2], xs[i]);
      box[3] = Math.max(box[3], ys[i]);
    }
    return box;
  }

  boolean isEmpty() {
    return count == 0;
  }

  int contours() {
    return contours;
  }

  int start(int contour) {
    return starts[contour];
  }

  int end(int contour) {
    return contour + 1 < contours ? starts[contour + 1] : count;
  }

  float x(int point) {
    return xs[point];
  }

  float y(int point) {
    return ys[point];
  }
}
