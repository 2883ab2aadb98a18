package dev.dalleserver.painting.technique;

import dev.dalleserver.jobs.CancelledException;

/** A way of making pictures. Without state: one instance serves all. */
@FunctionalInterface
public interface Technique {
  /**
   * Covers the input's canvas.
   *
   * @throws CancelledException when the picture is no longer wanted
   */
  void paint(TechniqueInput input) throws CancelledException;
}
