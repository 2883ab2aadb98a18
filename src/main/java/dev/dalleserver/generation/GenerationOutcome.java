package dev.dalleserver.generation;

import dev.dalleserver.progress.ProgressSnapshot;
import java.time.Duration;

/** What came of asking for a picture. */
public sealed interface GenerationOutcome {
  /**
   * It is there, under way, just begun, or has just ended.
   *
   * @param started this request is the one that began it
   */
  record Seen(ProgressSnapshot snapshot, boolean started) implements GenerationOutcome {}

  /** There is no room to wait in. */
  record QueueFull(int waiting) implements GenerationOutcome {}

  /**
   * What may be spent on images is spent.
   *
   * @param untilReset when there is more to spend
   */
  record BudgetExhausted(Duration untilReset) implements GenerationOutcome {}

  /** The server is going down and takes no new work. */
  record ShuttingDown() implements GenerationOutcome {}
}
