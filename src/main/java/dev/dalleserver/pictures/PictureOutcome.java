package dev.dalleserver.pictures;

import dev.dalleserver.progress.ProgressSnapshot;
import java.time.Duration;

/** The outcome of a request for a picture. */
public sealed interface PictureOutcome {
  /**
   * The picture is stored, or its run is under way, has just begun or has just ended.
   *
   * @param started whether this request began the run
   */
  record Accepted(ProgressSnapshot snapshot, boolean started) implements PictureOutcome {}

  /** The queue has no room for another run. */
  record QueueFull(int waiting) implements PictureOutcome {}

  /**
   * The image budget is used up.
   *
   * @param untilReset how long until the budget is reset
   */
  record BudgetExhausted(Duration untilReset) implements PictureOutcome {}

  /** The server stops and accepts no new work. */
  record ShuttingDown() implements PictureOutcome {}
}
