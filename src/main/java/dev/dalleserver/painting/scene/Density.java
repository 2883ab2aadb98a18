package dev.dalleserver.painting.scene;

/** How much there is; from the adjective. */
public enum Density {
  SPARSE(0.5f),
  BALANCED(1),
  DENSE(1.7f);

  private final float factor;

  Density(float factor) {
    this.factor = factor;
  }

  /** A number of things that is {@code usual} where things are balanced. */
  public int count(int usual) {
    return Math.round(usual * factor);
  }
}
