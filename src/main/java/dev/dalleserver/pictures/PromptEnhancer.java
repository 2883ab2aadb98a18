package dev.dalleserver.pictures;

import dev.dalleserver.dress.Dress;
import dev.dalleserver.jobs.Cancellation;
import dev.dalleserver.jobs.CancelledException;
import dev.dalleserver.jobs.JobException;
import dev.dalleserver.pricing.UsageListener;

/** The port that turns a base prompt into a richer one. Its failure does not fail the picture. */
@FunctionalInterface
public interface PromptEnhancer {
  /**
   * Rewrites the base prompt of a dress, which may take as long as a remote call does.
   *
   * @param listener learns what the calls use and cost
   * @return the enhanced prompt, never blank
   * @throws JobException when the enhancer gives no prompt; the base prompt is used instead
   * @throws CancelledException when the run should end
   */
  String enhance(Dress dress, UsageListener listener, Cancellation cancellation)
      throws JobException, CancelledException;

  /** Rewrites the base prompt of a dress where the use is told to no listener. */
  default String enhance(Dress dress, Cancellation cancellation)
      throws JobException, CancelledException {
    return enhance(dress, UsageListener.NONE, cancellation);
  }

  /** Returns the model that rewrites, for its prices; empty for one without. */
  default String model() {
    return "";
  }
}
