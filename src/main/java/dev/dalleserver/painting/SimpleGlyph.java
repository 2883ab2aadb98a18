package dev.dalleserver.painting;

import java.awt.geom.Path2D;
import java.nio.ByteBuffer;

/** Reads a glyph that is made of contours: straight lines and quadratic curves. */
final class SimpleGlyph {
  private static final int ON_CURVE = 0x1;
  private static final int X_SHORT = 0x2;
  private static final int Y_SHORT = 0x4;
  private static final int REPEAT = 0x8;
  private static final int X_SAME_OR_POSITIVE = 0x10;
  private static final int Y_SAME_OR_POSITIVE = 0x20;

  private final int[] ends;
  private final byte[] flags;
  private final int[] x;
  private final int[] y;

  private SimpleGlyph(ByteBuffer data, int contours) {
    ends = new int[contours];
    for (int i = 0; i < contours; i++) {
      ends[i] = data.getShort() & 0xffff;
    }
    int instructions = data.getShort() & 0xffff;
    data.position(data.position() + instructions);
    int points = contours == 0 ? 0 : ends[contours - 1] + 1;
    flags = readFlags(data, points);
    x = readCoordinates(data, X_SHORT, X_SAME_OR_POSITIVE);
    y = readCoordinates(data, Y_SHORT, Y_SAME_OR_POSITIVE);
  }

  /**
   * @param data positioned after the glyph's bounding box
   */
  static Path2D read(ByteBuffer data, int contours) {
    SimpleGlyph glyph = new SimpleGlyph(data, contours);
    Path2D path = new Path2D.Double(Path2D.WIND_NON_ZERO);
    int start = 0;
    for (int end : glyph.ends) {
      glyph.trace(path, start, end - start + 1);
      start = end + 1;
    }
    return path;
  }

  private static byte[] readFlags(ByteBuffer data, int points) {
    byte[] flags = new byte[points];
    for (int i = 0; i < points; i++) {
      flags[i] = data.get();
      if ((flags[i] & REPEAT) != 0) {
        int times = data.get() & 0xff;
        for (int k = 0; k < times; k++, i++) {
          flags[i + 1] = flags[i];
        }
      }
    }
    return flags;
  }

  /** Reads coordinates, each stored as its distance from the one before. */
  private int[] readCoordinates(ByteBuffer data, int shortBit, int sameOrPositive) {
    int[] values = new int[flags.length];
    int value = 0;
    for (int i = 0; i < flags.length; i++) {
      boolean flag = (flags[i] & sameOrPositive) != 0;
      if ((flags[i] & shortBit) != 0) {
        int distance = data.get() & 0xff;
        value += flag ? distance : -distance;
      } else if (!flag) {
        value += data.getShort();
      }
      values[i] = value;
    }
    return values;
  }

  /**
   * Draws a contour. Half-way between two control points in a row lies a point of the curve that
   * the file leaves out.
   */
  private void trace(Path2D path, int start, int count) {
    if (count < 2) {
      return;
    }
    int first = firstOnCurve(start, count);
    if (first < 0) {
      first = start + count - 1;
      path.moveTo(middle(x, start, first), middle(y, start, first));
    } else {
      path.moveTo(x[first], y[first]);
    }
    for (int i = 1; i <= count; i++) {
      int here = start + (first - start + i) % count;
      int next = start + (here - start + 1) % count;
      if (onCurve(here)) {
        path.lineTo(x[here], y[here]);
      } else if (onCurve(next)) {
        path.quadTo(x[here], y[here], x[next], y[next]);
      } else {
        path.quadTo(x[here], y[here], middle(x, here, next), middle(y, here, next));
      }
    }
    path.closePath();
  }

  private int firstOnCurve(int start, int count) {
    for (int i = start; i < start + count; i++) {
      if (onCurve(i)) {
        return i;
      }
    }
    return -1;
  }

  private boolean onCurve(int index) {
    return (flags[index] & ON_CURVE) != 0;
  }

  private static double middle(int[] values, int a, int b) {
    return (values[a] + values[b]) / 2.0;
  }
}
