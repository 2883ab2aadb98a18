package dev.dalleserver.pictures;

import dev.dalleserver.dress.Dress;
import dev.dalleserver.jobs.Cancellation;
import dev.dalleserver.jobs.CancelledException;
import dev.dalleserver.jobs.JobException;

/** The port that turns a base prompt into a richer one. Its failure does not fail the picture. */
public interface PromptEnhancer {
  /**
   * Rewrites the base prompt of a dress, which may take as long as a remote call does.
   *
   * @return the enhanced prompt, never blank
   * @throws JobException when the enhancer gives no prompt; the base prompt is used instead
   * @throws CancelledException when the run should end
   */
  String enhance(Dress dress, Cancellation cancellation) throws JobException, CancelledException;
}
