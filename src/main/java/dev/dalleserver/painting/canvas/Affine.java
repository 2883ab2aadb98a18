package dev.dalleserver.painting.canvas;

/**
 * An affine map from a drawing's own coordinates to the canvas: x' = ax + cy + e, y' = bx + dy + f.
 */
public record Affine(float a, float b, float c, float d, float e, float f) implements Mapping {
  public static final Affine IDENTITY = new Affine(1, 0, 0, 1, 0, 0);

  public static Affine translate(float x, float y) {
    return new Affine(1, 0, 0, 1, x, y);
  }

  public static Affine scale(float x, float y) {
    return new Affine(x, 0, 0, y, 0, 0);
  }

  /** Clockwise on the screen, in radians. */
  public static Affine rotate(float angle) {
    float cos = Waves.cos(angle);
    float sin = Waves.sin(angle);
    return new Affine(cos, sin, -sin, cos, 0, 0);
  }

  /** First {@code inner}, then this. */
  public Affine times(Affine inner) {
    return new Affine(
        a * inner.a + c * inner.b,
        b * inner.a + d * inner.b,
        a * inner.c + c * inner.d,
        b * inner.c + d * inner.d,
        a * inner.e + c * inner.f + e,
        b * inner.e + d * inner.f + f);
  }

  public Affine moved(float x, float y) {
    return times(translate(x, y));
  }

  public Affine turned(float angle) {
    return times(rotate(angle));
  }

  public Affine scaled(float x, float y) {
    return times(scale(x, y));
  }

  @Override
  public float x(float x, float y) {
    return a * x + c * y + e;
  }

  @Override
  public float y(float x, float y) {
    return b * x + d * y + f;
  }

  @Override
  public float size() {
    return (float) Math.sqrt(Math.abs(a * d - b * c));
  }
}
