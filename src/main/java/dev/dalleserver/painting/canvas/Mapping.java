package dev.dalleserver.painting.canvas;

/** Takes points of a drawing to points of the canvas. */
public interface Mapping {
  float x(float x, float y);

  float y(float x, float y);

  /** How many pixels a unit of the drawing becomes, on average. */
  float size();

  /** The same mapping for something drawn inside {@code inner}. */
  default Mapping after(Affine inner) {
    Mapping outer = this;
    return new Mapping() {
      @Override
      public float x(float x, float y) {
        return outer.x(inner.x(x, y), inner.y(x, y));
      }

      @Override
      public float y(float x, float y) {
        return outer.y(inner.x(x, y), inner.y(x, y));
      }

      @Override
      public float size() {
        return outer.size() * inner.size();
      }
    };
  }
}
