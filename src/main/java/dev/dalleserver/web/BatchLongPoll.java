package dev.dalleserver.web;

import dev.dalleserver.batches.Batch;
import dev.dalleserver.batches.BatchState;
import dev.dalleserver.web.events.LongPolls;
import io.javalin.http.Context;
import java.time.Duration;

/**
 * The long poll of batches: it answers at once, or when a batch has reached another status, image
 * or stage.
 */
final class BatchLongPoll {
  /** The part of a batch's state that a waiting caller waits to see change. */
  private record Progress(String status, int finished, String stage) {
    static Progress of(BatchState state) {
      String stage = state instanceof BatchState.InProgress it ? it.stageText() : "";
      return new Progress(state.status(), state.images().size(), stage);
    }
  }

  private final LongPolls longPolls;

  BatchLongPoll(LongPolls held) {
    this.longPolls = held;
  }

  /**
   * @param wait how long the answer may be held
   * @param answer sends the answer; may block
   */
  void answer(Context ctx, Batch batch, Duration wait, Runnable answer) {
    BatchState first = batch.state();
    longPolls.answer(
        ctx,
        first.isTerminal() ? Duration.ZERO : wait,
        look -> batch.subscribe(changed -> look.run()),
        () -> hasMovedOn(batch.state(), first),
        answer,
        answer);
  }

  private static boolean hasMovedOn(BatchState now, BatchState from) {
    return now.isTerminal() || !Progress.of(now).equals(Progress.of(from));
  }
}
