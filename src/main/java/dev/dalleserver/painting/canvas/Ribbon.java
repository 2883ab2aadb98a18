package dev.dalleserver.painting.canvas;

/** A line whose width differs from point to point: limbs, stems, strokes of a brush. */
public final class Ribbon {
  private static final int PIECES = 8;

  private float[] xs = new float[16];
  private float[] ys = new float[16];
  private float[] halves = new float[16];
  private int count;

  /** Adds a point; {@code width} is that of the whole line there. */
  public Ribbon to(float x, float y, float width) {
    if (count == xs.length) {
      xs = java.util.Arrays.copyOf(xs, count * 2);
      ys = java.util.Arrays.copyOf(ys, count * 2);
      halves = java.util.Arrays.copyOf(halves, count * 2);
    }
    xs[count] = x;
    ys[count] = y;
    halves[count++] = width / 2;
    return this;
  }

  /** The line through more points, so that it bends instead of breaking. */
  public Ribbon smooth() {
    Ribbon fine = new Ribbon();
    for (int i = 0; i + 1 < count; i++) {
      int before = Math.max(0, i - 1);
      int after = Math.min(count - 1, i + 2);
      for (int step = 0; step < PIECES; step++) {
        float t = (float) step / PIECES;
        fine.to(
            spline(xs[before], xs[i], xs[i + 1], xs[after], t),
            spline(ys[before], ys[i], ys[i + 1], ys[after], t),
            2 * Waves.mix(halves[i], halves[i + 1], t));
      }
    }
    return fine.to(xs[count - 1], ys[count - 1], 2 * halves[count - 1]);
  }

  /** Catmull-Rom. */
  private static float spline(float p0, float p1, float p2, float p3, float t) {
    return 0.5f
        * (2 * p1
            + (p2 - p0) * t
            + (2 * p0 - 5 * p1 + 4 * p2 - p3) * t * t
            + (3 * p1 - p0 - 3 * p2 + p3) * t * t * t);
  }

  /** The line as a shape with round ends. */
  public Outline outline() {
    Outline outline = new Outline();
    if (count < 2) {
      return count == 0 ? outline : Outline.circle(xs[0], ys[0], halves[0]);
    }
    for (int i = 0; i < count; i++) {
      side(outline, i, 1);
    }
    cap(outline, count - 1, count - 2);
    for (int i = count - 1; i >= 0; i--) {
      side(outline, i, -1);
    }
    cap(outline, 0, 1);
    return outline;
  }

  /** The point beside point i; the width is set off at a right angle to its neighbours' line. */
  private void side(Outline outline, int i, int hand) {
    int before = Math.max(0, i - 1);
    int after = Math.min(count - 1, i + 1);
    float dx = xs[after] - xs[before];
    float dy = ys[after] - ys[before];
    float length = Math.max(1e-6f, (float) Math.sqrt(dx * dx + dy * dy));
    float x = xs[i] + hand * dy / length * halves[i];
    float y = ys[i] - hand * dx / length * halves[i];
    if (i == 0 && hand == 1) {
      outline.moveTo(x, y);
    } else {
      outline.lineTo(x, y);
    }
  }

  /** Half a circle around an end, or nothing where the line has come to a point. */
  private void cap(Outline outline, int end, int inner) {
    if (halves[end] < 0.3f) {
      return;
    }
    float angle = Waves.atan2(ys[end] - ys[inner], xs[end] - xs[inner]);
    int pieces = halves[end] < 2 ? 3 : 10;
    for (int i = 1; i < pieces; i++) {
      float turn = angle - Waves.PI / 2 + Waves.PI * i / pieces;
      outline.lineTo(
          xs[end] + halves[end] * Waves.cos(turn), ys[end] + halves[end] * Waves.sin(turn));
    }
  }
}
