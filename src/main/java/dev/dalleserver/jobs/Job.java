package dev.dalleserver.jobs;

import java.io.IOException;
import java.time.Duration;

/**
 * What a {@link JobRunner} works on: a piece of work, and the place where its state is shown.
 * Compared by identity.
 */
public interface Job {
  /** Asks the work to end early; the runner starts its clock when the work begins. */
  Cancellation cancellation();

  /** Returns the longest time that the work may take once it has begun; waiting is not counted. */
  Duration limit();

  /**
   * Does the work, on the thread of a worker; returns when all results are stored.
   *
   * @throws JobException when it failed
   * @throws CancelledException when it noticed that it should end
   * @throws IOException when a result could not be stored
   */
  void work() throws JobException, CancelledException, IOException;

  /**
   * Shows how the job has ended. Many threads may call this at once, and the first one decides.
   *
   * @return false when the job had ended before: nothing changes then
   */
  boolean finish(JobOutcome outcome);

  /** Returns true once the job has ended. */
  boolean isEnded();

  /** Called while the job waits, whenever its position changes, counted from 1. */
  default void onPositionChanged(int position) {}

  /** Returns the job for log lines, as {@code key=value}. */
  @Override
  String toString();
}
