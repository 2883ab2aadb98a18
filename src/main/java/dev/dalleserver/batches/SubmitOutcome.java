package dev.dalleserver.batches;

import java.time.Duration;

/** What came of asking for a batch. */
public sealed interface SubmitOutcome {
  /**
   * It is made, or was asked for before with the same key and the same request.
   *
   * @param replayed it was asked for before
   */
  record Accepted(Generation generation, boolean replayed) implements SubmitOutcome {}

  /** As many batches as there may be are under way. */
  record Busy(int slots) implements SubmitOutcome {}

  /** The key was used before for another request. */
  record KeyReused() implements SubmitOutcome {}

  /** This server makes no pictures. */
  record NoPainter() implements SubmitOutcome {}

  /**
   * What may be spent on images is spent.
   *
   * @param untilReset when there is more to spend
   */
  record BudgetExhausted(Duration untilReset) implements SubmitOutcome {}

  /** The server is going down and takes no new work. */
  record ShuttingDown() implements SubmitOutcome {}
}
