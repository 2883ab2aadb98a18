package dev.dalleserver.painting.technique;

/** A way of making pictures. Without state: one instance serves all. */
@FunctionalInterface
public interface Technique {
  /**
   * Covers the input's canvas.
   *
   * @throws StoppedException when the picture is no longer wanted
   */
  void paint(TechniqueInput input) throws StoppedException;
}
