package dev.dalleserver.web;

import dev.dalleserver.batches.Batch;
import dev.dalleserver.batches.BatchState;
import dev.dalleserver.progress.Subscription;
import dev.dalleserver.web.events.LongPolls;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

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
    Optional<CompletableFuture<Void>> pending =
        wait.isZero() || first.isTerminal() ? Optional.empty() : longPolls.tryHold(ctx, wait);
    if (pending.isEmpty()) {
      answer.run();
      return;
    }
    CompletableFuture<Void> moved = pending.get();
    Subscription subscription = batch.subscribe(changed -> completeIfMoved(moved, changed, first));
    // The batch may have changed between the first look and the subscription.
    completeIfMoved(moved, batch, first);
    ctx.future(
        () ->
            moved
                .whenComplete((nothing, failure) -> subscription.close())
                // Leaves the thread that makes the images for one that may wait for the network.
                .thenRunAsync(answer, LongPolls.executor(ctx)));
  }

  private static void completeIfMoved(CompletableFuture<Void> moved, Batch batch, BatchState from) {
    BatchState now = batch.state();
    if (now.isTerminal() || !Progress.of(now).equals(Progress.of(from))) {
      moved.complete(null);
    }
  }
}
