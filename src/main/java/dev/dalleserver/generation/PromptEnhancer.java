package dev.dalleserver.generation;

import dev.dalleserver.dress.DalleDress;

/** Turns a base prompt into a richer one. Failing never fails the picture. */
public interface PromptEnhancer {
  /**
   * Rewrites the base prompt of a dress, which may take as long as a remote call does.
   *
   * @return the enhanced prompt, never blank
   * @throws GenerationException when there is none to be had now; the base prompt is used instead
   * @throws CancelledException when the run should end
   */
  String enhance(DalleDress dress, Cancellation cancellation)
      throws GenerationException, CancelledException;
}
