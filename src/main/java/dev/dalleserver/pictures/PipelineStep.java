package dev.dalleserver.pictures;

import dev.dalleserver.jobs.CancelledException;
import dev.dalleserver.jobs.JobException;
import dev.dalleserver.progress.Phase;
import java.io.IOException;

/**
 * One phase of making a picture. It stores its result before it ends, and is not needed when the
 * result is stored already. One instance serves all runs, which may be in it at the same time.
 */
interface PipelineStep {
  /** Returns the phase that clients see while the step works. */
  Phase phase();

  /**
   * Returns true when the step has something to do; else its phase is skipped.
   *
   * @throws IOException when stored files cannot be read
   */
  boolean isNeeded(PictureDraft draft) throws IOException;

  /**
   * Does the work, and changes the draft.
   *
   * @throws JobException when it failed
   * @throws CancelledException when the run should end
   * @throws IOException when a file could not be read or stored
   */
  void run(PictureDraft draft) throws JobException, CancelledException, IOException;

  /** Returns true when the run goes on without the step's result when the step has failed. */
  default boolean isOptional() {
    return false;
  }

  /** Returns true when the run may end before this step, because it was asked to. */
  default boolean mayEndBefore() {
    return true;
  }
}
