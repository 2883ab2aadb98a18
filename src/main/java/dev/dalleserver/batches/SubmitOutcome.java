package dev.dalleserver.batches;

import java.time.Duration;

/** The outcome of a request for a batch. */
public sealed interface SubmitOutcome {
  /**
   * The batch is begun, or was requested before with the same key and the same request.
   *
   * @param replayed whether it was requested before
   */
  record Accepted(Batch batch, boolean replayed) implements SubmitOutcome {}

  /** The limit of batches under way is reached. */
  record Busy(int slots) implements SubmitOutcome {}

  /** A different request has used the key before. */
  record KeyReused() implements SubmitOutcome {}

  /** This server makes no pictures. */
  record NoProvider() implements SubmitOutcome {}

  /**
   * The image budget is used up.
   *
   * @param untilReset how long until the budget is reset
   */
  record BudgetExhausted(Duration untilReset) implements SubmitOutcome {}

  /** The server stops and accepts no new work. */
  record ShuttingDown() implements SubmitOutcome {}
}
